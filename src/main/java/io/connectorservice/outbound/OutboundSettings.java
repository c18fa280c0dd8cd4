package io.connectorservice.outbound;

import java.time.Duration;
import java.util.List;

import io.connectorservice.outbound.egress.EgressAllowList;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of outgoing calls: allowed targets, timeouts and limits.
 *
 * @param egressAllow targets that the egress guard lets through in addition to public
 * https addresses, in the syntax of {@link EgressAllowList}
 * @param caFile PEM file with certificate authorities that are trusted in addition to
 * Java's own (EGRESS_CA_FILE)
 * @param connectTimeout timeout of one connection attempt
 * @param totalTimeout timeout of a whole call, from the DNS lookup to the last byte
 * @param maxResponseBody maximum size of a decoded response body; larger ones fail
 * @param maxResponseHeaders maximum size of a response's headers; larger ones fail
 * @param maxRequestBody maximum size of a request body; a larger request is not sent
 * @param maxConnectionsPerHost maximum number of connections to one host and port, and so
 * of concurrent calls
 * @param maxWaitingPerHost maximum number of calls that wait for such a connection;
 * further ones fail at once
 * @param maxCallsPerTenantAndHost maximum number of concurrent calls of one tenant to one
 * host and port
 * @param maxCallsPerTenant maximum number of concurrent operations of one tenant,
 * including the time in which they wait for tokens and retries
 * @param waitTimeout maximum time that a call waits when one of these limits is reached
 * @param maxIdle time after which an unused connection is closed
 * @param maxLife age after which a connection is no longer reused
 * @param maxLookups maximum number of concurrent DNS lookups
 * @param responsesPercentOfHeap percentage of the heap for all responses in progress
 */
@Validated
@ConfigurationProperties("connector.outbound")
record OutboundSettings(@DefaultValue List<String> egressAllow, @Nullable String caFile,
		@DefaultValue("3s") @DurationMin(millis = 10) @DurationMax(seconds = 30) Duration connectTimeout,
		@DefaultValue("20s") @DurationMin(millis = 100) @DurationMax(minutes = 2) Duration totalTimeout,
		@DefaultValue("10MB") DataSize maxResponseBody, @DefaultValue("32KB") DataSize maxResponseHeaders,
		@DefaultValue("8MB") DataSize maxRequestBody, @DefaultValue("128") @Min(1) @Max(1000) int maxConnectionsPerHost,
		@DefaultValue("200") @Min(0) @Max(10000) int maxWaitingPerHost,
		@DefaultValue("64") @Min(1) @Max(1000) int maxCallsPerTenantAndHost,
		@DefaultValue("128") @Min(1) @Max(10000) int maxCallsPerTenant,
		@DefaultValue("250ms") @DurationMin @DurationMax(seconds = 30) Duration waitTimeout,
		@DefaultValue("15s") @DurationMin(millis = 10) @DurationMax(minutes = 5) Duration maxIdle,
		@DefaultValue("5m") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration maxLife,
		@DefaultValue("256") @Min(1) @Max(512) int maxLookups,
		@DefaultValue("12") @Min(1) @Max(50) int responsesPercentOfHeap) {

	OutboundSettings {
		egressAllow = List.copyOf(egressAllow);
		EgressAllowList.fromEntries(egressAllow);
		caFile = StringUtils.hasText(caFile) ? caFile.strip() : null;
		requireWithin("max-response-body", maxResponseBody, DataSize.ofKilobytes(1), DataSize.ofMegabytes(100));
		requireWithin("max-response-headers", maxResponseHeaders, DataSize.ofKilobytes(1), DataSize.ofMegabytes(1));
		requireWithin("max-request-body", maxRequestBody, DataSize.ofKilobytes(1), DataSize.ofMegabytes(100));
	}

	private static void requireWithin(String name, DataSize size, DataSize min, DataSize max) {
		Assert.isTrue(size.compareTo(min) >= 0 && size.compareTo(max) <= 0,
				() -> "connector.outbound." + name + " must be from " + min + " to " + max + ".");
	}

}
