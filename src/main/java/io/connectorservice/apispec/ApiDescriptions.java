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
 * Reads API descriptions, and keeps what was read for as long as it is used and fits.
 */
@Component
public final class ApiDescriptions {

	private final ApiSpecSettings settings;

	private final Cache<String, ApiDescription> read;

	ApiDescriptions(ApiSpecSettings settings, MeterRegistry registry) {
		this.settings = settings;
		this.read = Caffeine.newBuilder()
			.maximumWeight(settings.cacheWeight().toBytes())
			.weigher((String _, ApiDescription description) -> description.weight())
			.expireAfterAccess(settings.cacheIdle())
			.recordStats()
			.build();
		CaffeineCacheMetrics.monitor(registry, this.read, "api_descriptions");
	}

	/** What is wrong with a description that is about to be saved. */
	public List<Fault> findFaults(JsonNode apiSpec) {
		return new ApiSpecValidator(apiSpec, this.settings).findFaults();
	}

	/**
	 * Flaws of a description that cost a part of it only.
	 * @param digest names the content where it is stored
	 */
	public List<SpecWarning> findWarnings(@Nullable String digest, JsonNode apiSpec) {
		ApiDescription description = (digest != null) ? getDescription(digest, () -> apiSpec)
				: new SpecReader(apiSpec, this.settings).readDescription();
		return description.warnings();
	}

	/**
	 * The description of that content, loaded and read once while it is kept, however
	 * many ask at the same time.
	 * @param digest names the content, so that equal content is shared
	 */
	public ApiDescription getDescription(String digest, Supplier<JsonNode> loader) {
		return this.read.get(digest, (_) -> new SpecReader(loader.get(), this.settings).readDescription());
	}

}
