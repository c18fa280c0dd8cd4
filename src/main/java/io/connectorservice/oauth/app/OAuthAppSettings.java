package io.connectorservice.oauth.app;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How OAuth apps are cached.
 *
 * @param cacheTime how long cached apps are used before they are read again, if replicas
 * cannot notify each other; secrets are not cached
 */
@Validated
@ConfigurationProperties("connector.oauth-apps")
record OAuthAppSettings(@DurationMin @DurationMax(minutes = 10) @DefaultValue("5s") Duration cacheTime) {
}
