package io.connectorservice.json;

import org.springframework.context.annotation.Configuration;

/**
 * Sets the memory limit of JSON trees to the configured share of the heap.
 */
@Configuration(proxyBeanMethods = false)
class TreeConfiguration {

	TreeConfiguration(TreeSettings settings) {
		TreeMemory.PROCESS.resize(TreeMemory.computeShareOfHeap(settings.treesPercentOfHeap()));
	}

}
