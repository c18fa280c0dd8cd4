package io.connectorservice.outbound;

import reactor.core.publisher.Hooks;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Removes the hook by which Spring Security passes the caller's token on to WebClient. It
 * would wrap each operator of each call, and no caller's token is ever sent to a service.
 */
@Component
final class ReactorHookRemoval implements SmartInitializingSingleton {

	@Override
	public void afterSingletonsInstantiated() {
		Hooks.resetOnLastOperator();
	}

}
