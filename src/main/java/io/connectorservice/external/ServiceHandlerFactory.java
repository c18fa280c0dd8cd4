package io.connectorservice.external;

import java.util.List;

import org.springframework.stereotype.Component;

/**
 * Finds the handler of a service: a class of its own where there is one, else the handler
 * for any HTTP service.
 */
@Component
public final class ServiceHandlerFactory {

	private final List<ExternalService> inOrder;

	ServiceHandlerFactory(List<ExternalService> inOrder) {
		this.inOrder = List.copyOf(inOrder);
	}

	public ExternalService handlerFor(String serviceName) {
		return this.inOrder.stream().filter((service) -> service.supports(serviceName)).findFirst().orElseThrow();
	}

}
