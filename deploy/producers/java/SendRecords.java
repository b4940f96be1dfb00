import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

/** Sends ten course records to a tenant's feed. The README beside says what the environment variables are. */
public final class SendRecords {
  private static final String SUBJECT = "lms.training.CourseRecord";

  /** A schema as the registry knows it. */
  record RegisteredSchema(int id, Schema schema) {}

  public static void main(String[] args) throws Exception {
    RegisteredSchema registered = lookUp(required("REGISTRY_URL"));
    String topic = "training-feed." + required("TENANT");
    try (var producer = new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int number = 1; number <= 10; number++) {
        byte[] value = encode(registered, course(registered.schema(), number));
        sent.add(producer.send(new ProducerRecord<>(topic, value)));
      }
      // Waiting tells whether the broker has taken each; without it a refusal would go unnoticed.
      for (Future<RecordMetadata> one : sent) one.get();
    }
    System.out.println("sent 10 records to " + topic);
  }

  private static Map<String, Object> settings() {
    String login = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";";
    return Map.of(
        "bootstrap.servers", required("KAFKA_BROKERS"),
        "security.protocol", System.getenv().getOrDefault("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
        "sasl.mechanism", "SCRAM-SHA-512",
        "sasl.jaas.config", login.formatted(required("KAFKA_USERNAME"), required("KAFKA_PASSWORD")),
        // Every in-sync replica has a record before it counts as sent, and a retry is stored once.
        "acks", "all",
        "enable.idempotence", true,
        "compression.type", "lz4",
        "linger.ms", 20);
  }

  /** The record's newest schema, and the id that messages written with it begin with. */
  private static RegisteredSchema lookUp(String registryUrl) throws IOException, InterruptedException {
    URI uri = URI.create(registryUrl + "/subjects/" + SUBJECT + "/versions/latest");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) throw new IOException("The registry answered " + answer.statusCode());
    JsonNode body = new ObjectMapper().readTree(answer.body());
    return new RegisteredSchema(
        body.get("id").intValue(), new Schema.Parser().parse(body.get("schema").textValue()));
  }

  /** Fields that are left out take the schema's default, which is null. */
  private static GenericRecord course(Schema schema, int number) {
    var record =
        new GenericRecordBuilder(schema)
            .set("username", required("PERSON"))
            .set("courseNumber", "JAVA-" + number)
            .set("courseName", "Confined Spaces, part " + number)
            .set("courseType", "OLT")
            .set("completionDate", "2024-03-" + String.format("%02d", number))
            .set("score", "97.5");
    String importId = System.getenv("IMPORT_ID");
    // With both, a record sent twice counts once.
    if (importId != null) record.set("importId", importId).set("rowNumber", (long) number);
    return record.build();
  }

  /** The registry's wire format: a zero byte, the schema's id, the record in Avro's binary encoding. */
  private static byte[] encode(RegisteredSchema registered, GenericRecord record) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.write(ByteBuffer.allocate(Integer.BYTES).putInt(registered.id()).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(registered.schema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static String required(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) throw new IllegalStateException(name + " is not set");
    return value;
  }
}
