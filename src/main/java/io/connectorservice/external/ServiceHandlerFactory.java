package io.connectorservice.external;

import java.util.List;

import org.springframework.stereotype.Component;

/**
 * Finds the code that speaks to a service: its own class where it has one, else the class
 * that serves any.
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
