package io.connectorservice.secret.vault;

import java.util.Map;
import java.util.Optional;

import io.connectorservice.secret.SecretSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.vault.VaultException;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestOperations;

/**
 * Tries a login and a read below a tenant's prefix, as the service itself does, and
 * returns in one word why it fails.
 */
final class VaultProbe {

	private static final String NO_TENANT = "00000000-0000-0000-0000-000000000000";

	private final VaultTemplate vault;

	private final VaultSession session;

	private final String mount;

	private final String document;

	VaultProbe(VaultTemplate vault, VaultSession session, SecretSettings settings) {
		this.vault = vault;
		this.session = session;
		this.mount = settings.mount();
		this.document = settings.tenantPrefix().replace("{tenant_id}", NO_TENANT) + "/health";
	}

	/** Returns the reason why Vault refuses us, or empty if it works. */
	Optional<String> findRefusal() {
		try {
			this.session.getSessionToken();
		}
		catch (VaultException failure) {
			return Optional.of((VaultCallExecutor.findStatus(failure) / 100 == 4) ? "login_refused" : "unreachable");
		}
		return isFirstVersion() ? Optional.of("kv_version_1") : tryRead();
	}

	/**
	 * Whether the mount uses KV version 1, which keeps no versions. Vault reveals the
	 * version to any token that may use the mount; if it does not, version 2 is assumed.
	 */
	boolean isFirstVersion() {
		return readMount().filter((mount) -> "kv".equals(mount.get("type")) || "generic".equals(mount.get("type")))
			.map((mount) -> !(mount.get("options") instanceof Map<?, ?> options && "2".equals(options.get("version"))))
			.orElse(false);
	}

	@SuppressWarnings("unchecked")
	private Optional<Map<String, Object>> readMount() {
		try {
			Map<String, Object> body = this.vault
				.doWithSession((rest) -> rest.getForObject("sys/internal/ui/mounts/" + this.mount, Map.class));
			return Optional.ofNullable(body)
				.map((response) -> response.get("data"))
				.filter(Map.class::isInstance)
				.map((data) -> (Map<String, Object>) data);
		}
		catch (RestClientException | VaultException _) {
			return Optional.empty();
		}
	}

	private Optional<String> tryRead() {
		try {
			this.vault.doWithSession(this::readNobodys);
			return Optional.empty();
		}
		catch (RestClientException | VaultException failure) {
			return toRefusal(VaultCallExecutor.findStatus(failure));
		}
	}

	private @Nullable String readNobodys(RestOperations rest) {
		return rest.getForObject(this.mount + "/data/" + this.document, String.class);
	}

	// No tenant has this id, so a 404 shows that the read is permitted.
	private static Optional<String> toRefusal(int status) {
		return switch (status) {
			case 404 -> Optional.empty();
			case 403 -> Optional.of("denied");
			default -> Optional.of("unreachable");
		};
	}

}
