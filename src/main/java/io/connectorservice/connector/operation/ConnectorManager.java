package io.connectorservice.connector.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;

import io.connectorservice.apispec.ApiDescription;
import io.connectorservice.apispec.binding.ApiOperation;
import io.connectorservice.connector.Connector;
import io.connectorservice.connector.ConnectorService;
import io.connectorservice.connector.ServiceConnectionFactory;
import io.connectorservice.connector.operation.CallTimers.Operation;
import io.connectorservice.event.ConnectorEventView;
import io.connectorservice.event.ConnectorEvents;
import io.connectorservice.external.ActionRequest;
import io.connectorservice.external.DataRequest;
import io.connectorservice.external.ExternalService;
import io.connectorservice.external.ProbeResult;
import io.connectorservice.external.ServiceHandlerFactory;
import io.connectorservice.external.ServiceResponse;
import io.connectorservice.external.call.ServiceConnection;
import io.connectorservice.paging.Listing;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import io.connectorservice.tenant.TenantId;
import io.connectorservice.time.CallerPresence;

import org.springframework.stereotype.Service;

/**
 * Tests connectors, reads data through them and performs actions through them. No
 * database connection is held while the service is called.
 */
@Service
public class ConnectorManager {

	private final ConnectorService connectors;

	private final ServiceConnectionFactory serviceConnectionFactory;

	private final ServiceHandlerFactory services;

	private final ConnectionHealthRecorder records;

	private final CallReports reports;

	private final ConnectorEvents events;

	private final PageSettings pages;

	private final Clock clock;

	ConnectorManager(ConnectorService connectors, ServiceConnectionFactory serviceConnectionFactory,
			ServiceHandlerFactory services, ConnectionHealthRecorder records, CallReports reports,
			ConnectorEvents events, PageSettings pages, Clock clock) {
		this.connectors = connectors;
		this.serviceConnectionFactory = serviceConnectionFactory;
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
	 * {@link ExternalService#testConnection}
	 */
	public TestedConnection testConnection(TenantId tenant, UUID id) {
		Connector connector = requireActive(tenant, id);
		Instant testedAt = this.clock.instant();
		long began = System.nanoTime();
		ProbeResult result = CallerPresence
			.forCallerAlone(() -> callRecordingFailure(Operation.TEST, connector, ExternalService::testConnection));
		Duration took = measureSince(began);
		if (result.success()) {
			this.reports.recordCall(Operation.TEST, connector, null, result.statusCode(), took);
			this.records.recordPassedTest(connector, took);
		}
		else {
			this.reports.recordCall(Operation.TEST, connector, ProblemCode.UPSTREAM_ERROR, result.statusCode(), took);
			this.records.recordFailedTest(connector, result, took);
		}
		return new TestedConnection(result.success(), result.message(), testedAt);
	}

	/**
	 * Reads data through a connector.
	 * @throws ProblemException NOT_FOUND, CONNECTOR_INACTIVE, and as
	 * {@link ExternalService#fetchData}
	 */
	public ServiceResponse fetchData(TenantId tenant, UUID id, DataRequest request) {
		Connector connector = requireActive(tenant, id);
		return CallerPresence.forCallerAlone(() -> callAndRecord(Operation.READ, connector,
				(service, serviceConnection) -> service.fetchData(serviceConnection, request)));
	}

	/**
	 * Reads a list through a connector, page by page.
	 * @throws ProblemException NOT_FOUND, CONNECTOR_INACTIVE; the pages throw as
	 * {@link ExternalService#fetchData}
	 */
	public PageIterator fetchPages(TenantId tenant, UUID id, DataRequest first) {
		requireActive(tenant, id);
		return new PageIterator(first, (request) -> fetchData(tenant, id, request), this.pages);
	}

	/**
	 * Performs an action through a connector.
	 * @throws ProblemException NOT_FOUND, CONNECTOR_INACTIVE, ACTION_UNKNOWN, and as
	 * {@link ExternalService#performAction}
	 */
	public ServiceResponse performAction(TenantId tenant, UUID id, ActionRequest request) {
		Connector connector = requireActive(tenant, id);
		return callAndRecord(Operation.ACTION, connector,
				(service, serviceConnection) -> service.performAction(serviceConnection, request));
	}

	/** The actions that a connector has. */
	public ApiDescription listActions(TenantId tenant, UUID id) {
		Connector connector = this.connectors.getCached(tenant, id);
		return this.services.handlerFor(connector.serviceName()).describeActions(createConnection(connector));
	}

	/** Whether an action may be performed twice; false for an unknown action. */
	public boolean isIdempotent(TenantId tenant, UUID id, String actionName) {
		return listActions(tenant, id).findOperation(actionName).map(ApiOperation::isIdempotent).orElse(false);
	}

	/** Lists the events of a connector, newest first. */
	public Listing<ConnectorEventView> listEvents(TenantId tenant, UUID id, int offset, int limit) {
		this.connectors.getCached(tenant, id);
		return new Listing<>(this.events.list(tenant, id, offset, limit),
				this.events.count(tenant, id, offset + limit + 1));
	}

	private Connector requireActive(TenantId tenant, UUID id) {
		Connector connector = this.connectors.getCached(tenant, id);
		if (!connector.active()) {
			throw ProblemException.of(ProblemCode.CONNECTOR_INACTIVE,
					"The connector is switched off: set is_active to true to use it.");
		}
		return connector;
	}

	private ServiceResponse callAndRecord(Operation operation, Connector connector,
			BiFunction<ExternalService, ServiceConnection, ServiceResponse> call) {
		long began = System.nanoTime();
		ServiceResponse response = callRecordingFailure(operation, connector, call);
		this.reports.recordCall(operation, connector, null, response.statusCode(), measureSince(began));
		this.records.recordSuccess(connector);
		return response;
	}

	private static Duration measureSince(long began) {
		return Duration.ofNanos(System.nanoTime() - began);
	}

	private <T> T callRecordingFailure(Operation operation, Connector connector,
			BiFunction<ExternalService, ServiceConnection, T> call) {
		long began = System.nanoTime();
		try {
			return call.apply(this.services.handlerFor(connector.serviceName()), createConnection(connector));
		}
		catch (ProblemException problem) {
			Duration took = measureSince(began);
			this.reports.recordCall(operation, connector, problem.code(), problem.upstreamStatus(), took);
			this.records.recordFailure(connector, problem, took);
			throw problem;
		}
	}

	private ServiceConnection createConnection(Connector connector) {
		return this.serviceConnectionFactory.getStored(connector,
				() -> this.connectors.findApiSpec(connector.tenant(), connector.id())
					.orElseThrow(ConnectorService::notFoundProblem));
	}

	/**
	 * The result of a connection test, and when it was made.
	 */
	public record TestedConnection(boolean success, String message, Instant testedAt) {
	}

}
