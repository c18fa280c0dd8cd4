package io.connectorservice.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.connectorservice.catalog.entry.KnownService;
import io.connectorservice.digest.Sha256;
import io.connectorservice.json.InvalidYamlException;
import io.connectorservice.json.StrictJson;
import io.connectorservice.json.StrictYaml;
import io.connectorservice.json.YamlDocument;
import io.connectorservice.json.schema.JsonSchema;
import io.connectorservice.problem.Fault;
import io.connectorservice.settings.InvalidSettingException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a service's catalog file; a fault is reported with its line.
 */
final class CatalogEntryReader {

	private final JsonSchema schema = JsonSchema.fromClasspath("catalog/service.schema.json");

	/**
	 * Reads a file.
	 * @param name the service's name, which is the file's name without its extension
	 * @throws InvalidSettingException if the file has a fault; names the first one and
	 * its line
	 */
	KnownService read(String name, byte[] content) {
		String file = name + ".yaml";
		YamlDocument document = parseYaml(file, content);
		List<Fault> faults = new ArrayList<>(this.schema.findFaults(document.value()));
		if (faults.isEmpty()) {
			faults.addAll(CatalogEntryValidator.validate(document.value()));
		}
		faults.stream().findFirst().ifPresent((fault) -> {
			throw new InvalidCatalogEntryException(file, document.findLine(fault.pointer()),
					fault.pointer() + " " + fault.detail());
		});
		ObjectNode entry = (ObjectNode) document.value();
		entry.put("name", name).put("digest", Sha256.digestToShortHex(content));
		return StrictJson.mapper().treeToValue(entry, KnownService.class);
	}

	private static YamlDocument parseYaml(String file, byte[] content) {
		try {
			return StrictYaml.readWithLines(new String(content, StandardCharsets.UTF_8));
		}
		catch (InvalidYamlException invalid) {
			throw new InvalidCatalogEntryException(file, invalid.line(), invalid.reason());
		}
	}

}
