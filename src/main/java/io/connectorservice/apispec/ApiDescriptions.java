package io.connectorservice.apispec;

import java.util.List;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.connectorservice.problem.Fault;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Reads API descriptions and caches the result while it is used.
 */
@Component
public final class ApiDescriptions {

	private final ApiSpecSettings settings;

	private final Cache<String, ApiDescription> cache;

	ApiDescriptions(ApiSpecSettings settings, MeterRegistry registry) {
		this.settings = settings;
		this.cache = Caffeine.newBuilder()
			.maximumWeight(settings.cacheWeight().toBytes())
			.weigher((String _, ApiDescription description) -> description.weight())
			.expireAfterAccess(settings.cacheIdle())
			.recordStats()
			.build();
		CaffeineCacheMetrics.monitor(registry, this.cache, "api_descriptions");
	}

	/** Returns the faults that prevent a description from being saved. */
	public List<Fault> findFaults(JsonNode apiSpec) {
		return new ApiSpecValidator(apiSpec, this.settings).findFaults();
	}

	/**
	 * Returns flaws that affect only parts of a description.
	 * @param digest identifies the stored content; null if it is not stored yet
	 */
	public List<SpecWarning> findWarnings(@Nullable String digest, JsonNode apiSpec) {
		ApiDescription description = (digest != null) ? getDescription(digest, () -> apiSpec)
				: new SpecReader(apiSpec, this.settings).readDescription();
		return description.warnings();
	}

	/**
	 * Returns the description of that content; concurrent callers share one load.
	 * @param digest identifies the content, so that equal content is cached once
	 */
	public ApiDescription getDescription(String digest, Supplier<JsonNode> loader) {
		return this.cache.get(digest, (_) -> new SpecReader(loader.get(), this.settings).readDescription());
	}

}
