package io.connectorservice.database;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseUrlTests {

	private static final String SEVERAL = "targetServerType=primary&connectTimeout=1&sslResponseTimeout=1000";

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "postgresql://u:p@db/x | u | p | db:5432/x", "postgres://u@db:6543/x | u | - | db:6543/x",
					"postgresql://u.ref:p%40%2F%25+@db.example.com:1/x | u.ref | p@/%+ | db.example.com:1/x",
					"postgresql://u:a:b@db/x | u | a:b | db:5432/x", "postgresql://u:@my_db/x | u | '' | my_db:5432/x",
					"postgresql://u:p@[2001:db8::1]/x | u | p | [2001:db8::1]:5432/x",
					"postgresql://u:p@[::1]:6543/x?sslmode=require | u | p | [::1]:6543/x?sslmode=require",
					"postgresql://u:p@a,b:1/x | u | p | a:5432,b:1/x?" + SEVERAL,
					"postgresql://u:p@[::1],[::2]:1,c/x | u | p | [::1]:5432,[::2]:1,c:5432/x?" + SEVERAL,
					"postgresql://u:p@a,b/x?targetServerType=any | u | p | a:5432,b:5432/x?" + SEVERAL
							+ "&targetServerType=any" })
	void parsesPostgresUrl(String text, String username, String password, String address) {
		DatabaseUrl url = DatabaseUrl.parse("DATABASE_URL", text);
		assertThat(url.getUsername()).isEqualTo(username);
		assertThat(url.getPassword()).isEqualTo(password);
		assertThat(url.getJdbcUrl()).isEqualTo("jdbc:postgresql://" + address);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "postgresql://u:p@db/x | ?connectTimeout=3",
					"postgresql://u:p@db/x?sslmode=require | ?connectTimeout=3&sslmode=require",
					"postgresql://u:p@a,b/x?ssl=true | ?connectTimeout=3&" + SEVERAL + "&ssl=true" })
	void addsDefaultParametersUnlessSet(String text, String parameters) {
		assertThat(DatabaseUrl.parse("DATABASE_URL", text).getJdbcUrl("connectTimeout=3")).endsWith("/x" + parameters);
	}

}
