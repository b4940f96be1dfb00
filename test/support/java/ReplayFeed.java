import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the records of a file (a JSON object a line: {"name", "fields"}) with the Java client, in turn by a producer of
 * each compression, and writes where each ended up (partition, offset, time). In the middle it says "half" and waits
 * until it is told to go on, so that a test can do something between two records.
 *
 * <p>Arguments: the file of records, the file to write. Environment as for SendRecords.
 */
public final class ReplayFeed {
  private static final List<String> COMPRESSIONS = List.of("gzip", "snappy", "lz4", "zstd", "none");
  private static final int IN_TURN = 500;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, RegisteredSchema> SCHEMAS = new HashMap<>();

  record RegisteredSchema(int id, Schema schema) {}

  public static void main(String[] args) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(args[0]));
    String topic = "training-feed." + System.getenv("TENANT");
    List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    for (String compression : COMPRESSIONS) producers.add(producer(compression));
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int index = 0; index < lines.size(); index++) {
      if (index == lines.size() / 2) waitInTheMiddle(sent);
      KafkaProducer<byte[], byte[]> producer = producers.get(index / IN_TURN % producers.size());
      sent.add(producer.send(new ProducerRecord<>(topic, encode(JSON.readTree(lines.get(index))))));
    }
    try (BufferedWriter places = Files.newBufferedWriter(Path.of(args[1]))) {
      for (Future<RecordMetadata> one : sent) {
        RecordMetadata place = one.get();
        places.write("[%d,%d,%d]\n".formatted(place.partition(), place.offset(), place.timestamp()));
      }
    }
    for (KafkaProducer<byte[], byte[]> producer : producers) producer.close();
  }

  private static void waitInTheMiddle(List<Future<RecordMetadata>> sent) throws Exception {
    for (Future<RecordMetadata> one : sent) one.get();
    System.out.println("half");
    System.in.read();
  }

  private static KafkaProducer<byte[], byte[]> producer(String compression) {
    String login = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";";
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", System.getenv("KAFKA_BROKERS"),
            "security.protocol", System.getenv("KAFKA_SECURITY_PROTOCOL"),
            "sasl.mechanism", "SCRAM-SHA-512",
            "sasl.jaas.config",
                login.formatted(System.getenv("KAFKA_USERNAME"), System.getenv("KAFKA_PASSWORD")),
            "acks", "all",
            "enable.idempotence", true,
            "compression.type", compression,
            "batch.size", 64 * 1024,
            "linger.ms", 10);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static byte[] encode(JsonNode line) throws Exception {
    RegisteredSchema registered = schemaOf(line.get("name").textValue());
    var record = new GenericRecordBuilder(registered.schema());
    line.get("fields").fields().forEachRemaining(
        field ->
            record.set(
                field.getKey(),
                field.getValue().isNumber() ? (Object) field.getValue().longValue() : field.getValue().textValue()));
    var bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.write(ByteBuffer.allocate(Integer.BYTES).putInt(registered.id()).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(registered.schema()).write(record.build(), encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static RegisteredSchema schemaOf(String name) throws Exception {
    RegisteredSchema known = SCHEMAS.get(name);
    if (known != null) return known;
    URI uri = URI.create(System.getenv("REGISTRY_URL") + "/subjects/lms.training." + name + "/versions/latest");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    JsonNode body = JSON.readTree(answer.body());
    var registered =
        new RegisteredSchema(body.get("id").intValue(), new Schema.Parser().parse(body.get("schema").textValue()));
    SCHEMAS.put(name, registered);
    return registered;
  }
}
