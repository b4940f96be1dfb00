import type { ServerContext } from './context.ts';
import { propertiesText } from './java.ts';

/** Kafka's own class names; they are long, and each stands in two places. */
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule';
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule';

/** The broker's configuration. It holds passwords: write it for the owner only. */
export function serverProperties(context: ServerContext, logDir: string): string {
  const { ports, secrets } = context;
  const admin = `username="admin" password="${secrets.kafka.admin}"`;
  const properties: Record<string, string | number | boolean> = {
    'node.id': 1,
    'process.roles': 'broker,controller',
    'controller.quorum.voters': `1@127.0.0.1:${ports['kafka-controller']}`,
    'log.dirs': logDir,

    ...listeners(context),
    'listener.security.protocol.map':
      'CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,PROXIED:SASL_PLAINTEXT',
    'inter.broker.listener.name': 'CLIENTS',
    'controller.listener.names': 'CONTROLLER',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.clients.scram-sha-512.sasl.jaas.config': `${SCRAM} required ${admin};`,
    // A controller cannot check SCRAM, whose users it has yet to load; it knows one user, the broker itself.
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.controller.plain.sasl.jaas.config': `${PLAIN} required ${admin} user_admin="${secrets.kafka.admin}";`,

    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:admin',
    'allow.everyone.if.no.acl.found': false,
    // A topic has its partitions and settings from whoever declares it; one made by a typing error would not.
    'auto.create.topics.enable': false,

    // There is one node, so nothing can be kept three times.
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // The default of 50 each costs seconds at every start and buys nothing on one node.
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.num.partitions': 4,
    // Waiting for further members would delay each group's first read by three seconds.
    'group.initial.rebalance.delay.ms': 0,
    // A broker that was killed may register again once its old session has ended: the default of nine seconds
    // would keep it away beyond the promised ten. Much shorter, a busy machine would seem a dead broker.
    'broker.session.timeout.ms': 1_500,
    'broker.heartbeat.interval.ms': 250,
    // After a crash the newest segment of each partition is read through: this bounds how much that is.
    'log.segment.bytes': 64 * 1024 * 1024,
    'num.recovery.threads.per.data.dir': 2,
    // Consumers in tests and in the demo may be away for long without losing their offsets.
    'offsets.retention.minutes': 60 * 24 * 30,
    'num.network.threads': 2,
    'num.io.threads': 4,
  };
  return propertiesText(properties);
}

/**
 * Where the broker listens. It sends clients to its own address, past any proxy that they came by; so there is one more
 * address for those behind a proxy, which sends them to the proxy's.
 */
function listeners({ ports, kafkaProxied }: ServerContext): Record<string, string> {
  const clients = `CLIENTS://127.0.0.1:${ports.kafka}`;
  const controller = `CONTROLLER://127.0.0.1:${ports['kafka-controller']}`;
  if (!kafkaProxied) return { listeners: `${clients},${controller}` };
  return {
    listeners: `${clients},${controller},PROXIED://127.0.0.1:${ports['kafka-proxied']}`,
    'advertised.listeners': `${clients},PROXIED://127.0.0.1:${ports['kafka-proxy']}`,
    'listener.name.proxied.scram-sha-512.sasl.jaas.config': `${SCRAM} required;`,
  };
}
