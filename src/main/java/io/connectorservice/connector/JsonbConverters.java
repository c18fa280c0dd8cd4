package io.connectorservice.connector;

import java.sql.SQLException;
import java.util.List;

import io.connectorservice.json.StrictJson;
import org.postgresql.util.PGobject;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;

/**
 * Converts between JSONB columns and JSON trees.
 */
@Configuration(proxyBeanMethods = false)
class JsonbConverters {

	@Bean
	JdbcCustomConversions jdbcCustomConversions(JdbcDialect dialect) {
		return JdbcCustomConversions.of(dialect, List.of(new Reading(), new Writing()));
	}

	@ReadingConverter
	private static final class Reading implements Converter<PGobject, JsonNode> {

		@Override
		public JsonNode convert(PGobject column) {
			return StrictJson.mapper().readTree(column.getValue());
		}

	}

	@WritingConverter
	private static final class Writing implements Converter<JsonNode, PGobject> {

		@Override
		public PGobject convert(JsonNode json) {
			try {
				PGobject column = new PGobject();
				column.setType("jsonb");
				column.setValue(json.toString());
				return column;
			}
			catch (SQLException failure) {
				throw new IllegalStateException("A JSON value could not be converted to jsonb", failure);
			}
		}

	}

}
