package io.connectorservice.oauth.app;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.connectorservice.catalog.OAuthAppOffers;
import io.connectorservice.database.TenantTransactions;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.event.EventKind;
import io.connectorservice.oauth.app.OAuthAppRepository.Deletion;
import io.connectorservice.paging.Listing;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.secret.SecretPath;
import io.connectorservice.secret.Secrets;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.trace.RequestContext;
import io.connectorservice.webhook.WebhookEventType;
import io.connectorservice.webhook.Webhooks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Service;

/**
 * Registers, changes and removes the operator's OAuth apps. A secret is stored before the
 * row that makes all replicas use it.
 */
@Service
public class OAuthAppService {

	private static final Logger log = LoggerFactory.getLogger(OAuthAppService.class);

	private static final List<String> OWN_FIELDS = List.of("client_secret", "private_key");

	private final OAuthAppRepository repository;

	private final OAuthAppCache cache;

	private final OAuthAppOffers offers;

	private final Secrets secrets;

	private final TenantTransactions transactions;

	private final ConnectorEvents events;

	private final Webhooks webhooks;

	OAuthAppService(OAuthAppRepository repository, OAuthAppCache cache, OAuthAppOffers offers, Secrets secrets,
			TenantTransactions transactions, ConnectorEvents events, Webhooks webhooks) {
		this.repository = repository;
		this.cache = cache;
		this.offers = offers;
		this.secrets = secrets;
		this.transactions = transactions;
		this.events = events;
		this.webhooks = webhooks;
	}

	/** Lists apps by the names of their services. */
	public Listing<RegisteredApp> list(int offset, int limit) {
		List<RegisteredApp> all = this.repository.findAll();
		return new Listing<>(all.stream().skip(offset).limit(limit).toList(), all.size());
	}

	/**
	 * Finds an app.
	 * @throws ProblemException NOT_FOUND
	 */
	public RegisteredApp get(String serviceName) {
		return this.repository.find(serviceName).orElseThrow(OAuthAppService::notFoundException);
	}

	private static ProblemException notFoundException() {
		return ProblemException.of(ProblemCode.NOT_FOUND, "There is no OAuth app for this service.");
	}

	/**
	 * Registers an app, or replaces all of it but a secret that is left out.
	 * @param body valid against its schema
	 * @throws ProblemException NOT_FOUND if the catalog has no such service,
	 * VALIDATION_FAILED or SECRET_STORE_UNAVAILABLE
	 */
	public RegisteredApp register(String serviceName, JsonNode body) {
		this.offers.findRefusal(serviceName).ifPresent((reason) -> {
			throw ProblemException.invalid("path:service_name", reason);
		});
		Optional<RegisteredApp> previous = this.repository.find(serviceName);
		AppSecret secret = AppSecret.read(serviceName, body, previous, this.secrets);
		if (secret.value() != null) {
			this.secrets.put(Map.of(Objects.requireNonNull(secret.path()), secret.value()));
		}
		RegisteredApp saved = this.repository.save(createApp(serviceName, body, secret));
		this.cache.evict();
		removeOwnSecrets(serviceName, saved.secretPath());
		log.info("The OAuth app of {} was {}", serviceName, previous.isPresent() ? "changed" : "registered");
		return saved;
	}

	private static RegisteredApp createApp(String serviceName, JsonNode body, AppSecret secret) {
		return new RegisteredApp(serviceName, body.path("client_id").asString(), secret.kind(), secret.pathText(),
				body.path("token_endpoint_auth_method").stringValueOpt().orElse(null),
				body.path("key_id").stringValueOpt().orElse(null), readTexts(body, "grant_types"),
				readTexts(body, "scopes"), readObject(body, "authorization_params"), readObject(body, "token_params"),
				null, null);
	}

	private static List<String> readTexts(JsonNode body, String field) {
		return body.path(field).valueStream().map((text) -> text.asString("")).toList();
	}

	private static ObjectNode readObject(JsonNode body, String field) {
		return (body.get(field) instanceof ObjectNode object) ? object : JsonNodeFactory.instance.objectNode();
	}

	// secrets at a path that the operator chose are the operator's to remove
	private void removeOwnSecrets(String serviceName, @Nullable String kept) {
		for (String field : OWN_FIELDS) {
			SecretPath own = this.secrets.operatorPath(serviceName, field);
			if (!own.text().equals(kept) && !own.documentPath().equals(kept)) {
				this.secrets.remove(own);
			}
		}
	}

	/**
	 * Removes an app and the secret that the service stored for it.
	 * @param force whether it is removed although connectors use it, which then have to
	 * be authorized again
	 * @throws ProblemException NOT_FOUND, OAUTH_APP_IN_USE or SECRET_STORE_UNAVAILABLE;
	 * after the latter the same call removes the rest
	 */
	public void remove(String serviceName, boolean force) {
		Deletion deletion = this.repository.delete(serviceName, force);
		this.cache.evict();
		if (!deletion.deleted() && deletion.users() > 0) {
			throw inUseException(serviceName, deletion.users());
		}
		if (deletion.deleted()) {
			log.info("The OAuth app of {} was removed; {} connectors used it", serviceName, deletion.users());
			announceEndedConnections(deletion.ended());
		}
		if (!isServiceName(serviceName)) {
			throw notFoundException();
		}
		removeOwnSecrets(serviceName, null);
		if (!deletion.deleted()) {
			throw notFoundException();
		}
	}

	private static boolean isServiceName(String text) {
		return text.matches("[a-z0-9][a-z0-9-]{0,99}");
	}

	private static ProblemException inUseException(String serviceName, long users) {
		return ProblemException
			.of(ProblemCode.OAUTH_APP_IN_USE,
					users + " connectors use the OAuth app of " + serviceName
							+ ": with force=true it is removed, and they have to be authorized again.")
			.withExtension("connectors", users);
	}

	// there may be many, and the caller need not wait for them
	private void announceEndedConnections(List<ConnectorRef> ended) {
		Thread.startVirtualThread(RequestContext.withCurrentContext(() -> ended.forEach(this::announceEnd)));
	}

	private void announceEnd(ConnectorRef connector) {
		try {
			this.transactions.write(connector.tenant(), () -> {
				this.events.record(ConnectorEvent.failure(connector, EventKind.REAUTHORIZATION_REQUIRED,
						ProblemCode.REAUTHORIZATION_REQUIRED, null));
				this.webhooks.publish(connector, WebhookEventType.REAUTHORIZATION_REQUIRED,
						ProblemCode.REAUTHORIZATION_REQUIRED, null);
				return true;
			});
		}
		catch (RuntimeException failure) {
			log.warn("The end of the connection of connector {} could not be recorded: {}", connector.id(),
					failure.getClass().getSimpleName());
		}
	}

}
