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
 * Where calls may go, and how long and how large they may become.
 *
 * @param egressAllow what the egress guard lets through, as {@link EgressAllowList} reads
 * it
 * @param caFile authorities that may vouch for a host besides those that Java knows
 * (EGRESS_CA_FILE)
 * @param connectTimeout for one attempt to connect
 * @param totalTimeout for a whole call, from the look-up of the name to the last byte
 * @param maxResponseBody decoded bytes of a response's body
 * @param maxResponseHeaders bytes of a response's headers
 * @param maxRequestBody bytes of a request's body
 * @param maxConnectionsPerHost calls at once of one host and port, and so connections
 * @param maxWaitingPerHost calls that wait for one of these
 * @param maxCallsPerTenantAndHost calls at once of one tenant at one host and port
 * @param maxCallsPerTenant operations at once of one tenant, with all that they wait for
 * @param patience how long a call waits for one of these to end
 * @param maxIdle how long an unused connection is kept
 * @param maxLife how long any connection is used
 * @param maxLookups names looked up at once
 * @param answersPercentOfHeap of the heap that all answers under way may take together
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
		@DefaultValue("250ms") @DurationMin @DurationMax(seconds = 30) Duration patience,
		@DefaultValue("15s") @DurationMin(millis = 10) @DurationMax(minutes = 5) Duration maxIdle,
		@DefaultValue("5m") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration maxLife,
		@DefaultValue("256") @Min(1) @Max(512) int maxLookups,
		@DefaultValue("12") @Min(1) @Max(50) int answersPercentOfHeap) {

	OutboundSettings {
		egressAllow = List.copyOf(egressAllow);
		EgressAllowList.fromEntries(egressAllow);
		caFile = StringUtils.hasText(caFile) ? caFile.strip() : null;
		requireWithin("max-response-body", maxResponseBody, DataSize.ofKilobytes(1), DataSize.ofMegabytes(100));
		requireWithin("max-response-headers", maxResponseHeaders, DataSize.ofKilobytes(1), DataSize.ofMegabytes(1));
		requireWithin("max-request-body", maxRequestBody, DataSize.ofKilobytes(1), DataSize.ofMegabytes(100));
	}

	private static void requireWithin(String name, DataSize size, DataSize least, DataSize most) {
		Assert.isTrue(size.compareTo(least) >= 0 && size.compareTo(most) <= 0,
				() -> "connector.outbound." + name + " must be from " + least + " to " + most + ".");
	}

}
