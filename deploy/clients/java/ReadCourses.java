import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Reads a tenant's latest courses from the views for dashboards. The README beside says what the environment variables are. */
public final class ReadCourses {
  private static final String COURSES =
      """
      SELECT username, course_number, completion_date, score, duration_minutes
      FROM courses JOIN people USING (person_id)
      WHERE completion_date >= ? AND course_number LIKE ?
      ORDER BY completion_date DESC, username, course_number
      LIMIT 10
      """;

  private ReadCourses() {}

  public static void main(String[] arguments) throws SQLException {
    try (Connection connection = connect()) {
      System.out.println("views: " + String.join(", ", views(connection)));
      try (PreparedStatement statement = connection.prepareStatement(COURSES)) {
        statement.setObject(1, LocalDate.parse(setting("SINCE", "2000-01-01")));
        statement.setString(2, setting("COURSES", "%"));
        try (ResultSet rows = statement.executeQuery()) {
          print(rows);
        }
      }
    }
  }

  private static Connection connect() throws SQLException {
    URI url = URI.create(setting("CLICKHOUSE_URL", null));
    var properties = new Properties();
    properties.setProperty("user", setting("CLICKHOUSE_USER", null));
    properties.setProperty("password", setting("CLICKHOUSE_PASSWORD", null));
    properties.setProperty("ssl", String.valueOf(url.getScheme().equals("https")));
    return DriverManager.getConnection("jdbc:clickhouse://" + url.getAuthority() + "/reporting", properties);
  }

  private static List<String> views(Connection connection) throws SQLException {
    var names = new ArrayList<String>();
    try (ResultSet tables = connection.getMetaData().getTables(null, "reporting", "%", null)) {
      while (tables.next()) names.add(tables.getString("TABLE_NAME"));
    }
    return names.stream().sorted().toList();
  }

  private static void print(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    var types = new ArrayList<String>();
    for (int column = 1; column <= columns.getColumnCount(); column++) types.add(columns.getColumnTypeName(column));
    System.out.println("types: " + String.join(", ", types));
    while (rows.next()) {
      LocalDate completionDate = rows.getObject("completion_date", LocalDate.class);
      BigDecimal score = rows.getBigDecimal("score");
      Object durationMinutes = rows.getObject("duration_minutes");
      System.out.println(
          String.join(
              " | ",
              rows.getString("username"),
              rows.getString("course_number"),
              completionDate.toString(),
              score == null ? "-" : score.setScale(2, RoundingMode.HALF_EVEN).toPlainString(),
              durationMinutes == null ? "-" : durationMinutes.toString()));
    }
  }

  private static String setting(String name, String otherwise) {
    String value = System.getenv().getOrDefault(name, otherwise);
    if (value == null) throw new IllegalStateException(name + " is not set");
    return value;
  }
}
