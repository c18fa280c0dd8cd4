package io.connectorservice.connector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;

import io.connectorservice.listing.Listing;
import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.apispec.ApiOperation;
import io.connectorservice.connector.CallMeters.Operation;
import io.connectorservice.deadline.CallerPresence;
import io.connectorservice.event.ConnectorEvent;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.external.ActionRequest;
import io.connectorservice.external.Connection;
import io.connectorservice.external.DataRequest;
import io.connectorservice.external.ExternalService;
import io.connectorservice.external.ProbeResult;
import io.connectorservice.external.ServiceAnswer;
import io.connectorservice.external.ServiceHandlerFactory;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;

import org.springframework.stereotype.Service;

/**
 * Does with a connector what it is for: tests it, reads through it, acts through it. No
 * database connection is held while the service is called.
 */
@Service
public class ConnectorManager {

	private final ConnectorService connectors;

	private final Connections connections;

	private final ServiceHandlerFactory services;

	private final ConnectionRecords records;

	private final CallReports reports;

	private final ConnectorEvents events;

	private final PageSettings pages;

	private final Clock clock;

	ConnectorManager(ConnectorService connectors, Connections connections, ServiceHandlerFactory services,
			ConnectionRecords records, CallReports reports, ConnectorEvents events, PageSettings pages, Clock clock) {
		this.connectors = connectors;
		this.connections = connections;
		this.services = services;
		this.records = records;
		this.reports = reports;
		this.events = events;
		this.pages = pages;
		this.clock = clock;
	}

	/**
	 * Makes one authenticated call that changes nothing.
	 * @throws ProblemException NOT_FOUND, CONNECTOR_INACTIVE, and as
	 * {@link ExternalService#test}
	 */
	public TestedConnection testConnection(TenantId tenant, UUID id) {
		Connector connector = requireActive(tenant, id);
		Instant testedAt = this.clock.instant();
		long began = System.nanoTime();
		ProbeResult result = CallerPresence
			.forCallerAlone(() -> recorded(Operation.TEST, connector, ExternalService::test));
		Duration took = since(began);
		if (result.success()) {
			this.reports.ended(Operation.TEST, connector, null, result.statusCode(), took);
			this.records.tested(connector, took);
		}
		else {
			this.reports.ended(Operation.TEST, connector, ProblemCode.UPSTREAM_ERROR, result.statusCode(), took);
			this.records.refused(connector, result, took);
		}
		return new TestedConnection(result.success(), result.message(), testedAt);
	}

	/**
	 * Reads through a connector.
	 * @throws ProblemException NOT_FOUND, CONNECTOR_INACTIVE, and as
	 * {@link ExternalService#fetch}
	 */
	public ServiceAnswer fetchData(TenantId tenant, UUID id, DataRequest request) {
		Connector connector = requireActive(tenant, id);
		return CallerPresence.forCallerAlone(
				() -> answered(Operation.READ, connector, (service, connection) -> service.fetch(connection, request)));
	}

	/**
	 * Reads a list through a connector, page by page.
	 * @throws ProblemException NOT_FOUND, CONNECTOR_INACTIVE; the pages throw as
	 * {@link ExternalService#fetch}
	 */
	public PageWalk fetchPages(TenantId tenant, UUID id, DataRequest first) {
		requireActive(tenant, id);
		return new PageWalk(first, (request) -> fetchData(tenant, id, request), this.pages);
	}

	/**
	 * Acts through a connector.
	 * @throws ProblemException NOT_FOUND, CONNECTOR_INACTIVE, ACTION_UNKNOWN, and as
	 * {@link ExternalService#perform}
	 */
	public ServiceAnswer performAction(TenantId tenant, UUID id, ActionRequest request) {
		Connector connector = requireActive(tenant, id);
		return answered(Operation.ACTION, connector, (service, connection) -> service.perform(connection, request));
	}

	/** The actions that a connector has. */
	public ApiDescription actions(TenantId tenant, UUID id) {
		Connector connector = this.connectors.require(tenant, id);
		return this.services.handlerFor(connector.serviceName()).actions(connection(connector));
	}

	/** Whether an action may be done twice; one that is not there may not. */
	public boolean isIdempotent(TenantId tenant, UUID id, String actionName) {
		return actions(tenant, id).operation(actionName).map(ApiOperation::idempotent).orElse(false);
	}

	/** What happened with a connector, newest first. */
	public Listing<ConnectorEvent> events(TenantId tenant, UUID id, int offset, int limit) {
		this.connectors.require(tenant, id);
		return new Listing<>(this.events.list(tenant, id, offset, limit),
				this.events.count(tenant, id, offset + limit + 1));
	}

	private Connector requireActive(TenantId tenant, UUID id) {
		Connector connector = this.connectors.require(tenant, id);
		if (!connector.active()) {
			throw ProblemException.of(ProblemCode.CONNECTOR_INACTIVE,
					"The connector is switched off: set is_active to true to use it.");
		}
		return connector;
	}

	private ServiceAnswer answered(Operation operation, Connector connector,
			BiFunction<ExternalService, Connection, ServiceAnswer> call) {
		long began = System.nanoTime();
		ServiceAnswer answer = recorded(operation, connector, call);
		this.reports.ended(operation, connector, null, answer.statusCode(), since(began));
		this.records.worked(connector);
		return answer;
	}

	private static Duration since(long began) {
		return Duration.ofNanos(System.nanoTime() - began);
	}

	private <T> T recorded(Operation operation, Connector connector, BiFunction<ExternalService, Connection, T> call) {
		long began = System.nanoTime();
		try {
			return call.apply(this.services.handlerFor(connector.serviceName()), connection(connector));
		}
		catch (ProblemException problem) {
			Duration took = since(began);
			this.reports.ended(operation, connector, problem.code(), problem.upstreamStatus(), took);
			this.records.failed(connector, problem, took);
			throw problem;
		}
	}

	private Connection connection(Connector connector) {
		return this.connections.of(connector, () -> this.connectors.apiSpec(connector.tenant(), connector.id())
			.orElseThrow(ConnectorService::notFound));
	}

	/**
	 * What a test found, and when.
	 */
	public record TestedConnection(boolean success, String message, Instant testedAt) {
	}

}
