import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a BI tool finds out about a database by JDBC, a line a fact.
 *
 * The parts of a line are separated by tabs. Given a statement, it runs it too and
 * prints the SQLSTATE with which the server refuses it.
 */
class Catalog {
    private static final List<String> SCHEMAS = List.of("audit", "marts", "reports");

    public static void main(String[] arguments) throws SQLException {
        var url = "jdbc:postgresql://%s:%s/%s".formatted(
            System.getenv("PGHOST"),
            System.getenv("PGPORT"),
            System.getenv("PGDATABASE"));
        try (
            var connection = DriverManager.getConnection(
                url, System.getenv("PGUSER"), System.getenv("PGPASSWORD"))
        ) {
            describe(connection.getMetaData());
            for (var statement : arguments) {
                print("refused", refusal(connection, statement));
            }
        }
    }

    private static void describe(DatabaseMetaData about) throws SQLException {
        print(about.getSchemas(), "schema", "TABLE_SCHEM");
        for (var schema : SCHEMAS) {
            print(about.getTables(null, schema, "%", new String[] {"TABLE"}),
                "table", "TABLE_SCHEM", "TABLE_NAME", "REMARKS");
            print(about.getColumns(null, schema, "%", "%"),
                "column", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "TYPE_NAME",
                "COLUMN_SIZE", "DECIMAL_DIGITS");
            var tables = about.getTables(null, schema, "%", new String[] {"TABLE"});
            while (tables.next()) {
                var table = tables.getString("TABLE_NAME");
                print(about.getPrimaryKeys(null, schema, table),
                    "primary", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME");
                print(about.getImportedKeys(null, schema, table),
                    "foreign", "FKTABLE_SCHEM", "FKTABLE_NAME", "FKCOLUMN_NAME",
                    "PKTABLE_SCHEM", "PKTABLE_NAME", "PKCOLUMN_NAME");
            }
        }
    }

    private static String refusal(Connection connection, String statement) {
        try {
            connection.createStatement().execute(statement);
            return "not refused";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }

    private static void print(ResultSet found, String kind, String... names)
        throws SQLException {
        while (found.next()) {
            var parts = new ArrayList<>(List.of(kind));
            for (var name : names) {
                parts.add(String.valueOf(found.getString(name)));
            }
            print(parts.toArray(String[]::new));
        }
    }

    private static void print(String... parts) {
        // A description may have several lines.
        System.out.println(String.join("\t",
            Arrays.stream(parts).map(part -> part.replaceAll("\\s+", " ")).toList()));
    }
}
