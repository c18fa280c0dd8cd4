package io.connectorservice.json;

import org.springframework.context.annotation.Configuration;

/**
 * Gives trees the share of the heap that the settings name.
 */
@Configuration(proxyBeanMethods = false)
class TreeConfiguration {

	TreeConfiguration(TreeSettings settings) {
		TreeMemory.PROCESS.resize(TreeMemory.computeShareOfHeap(settings.treesPercentOfHeap()));
	}

}
