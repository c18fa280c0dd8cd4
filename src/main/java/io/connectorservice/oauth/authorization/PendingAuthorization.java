package io.connectorservice.oauth.authorization;

import java.util.UUID;

import io.connectorservice.tenant.ConnectorRef;
import org.jspecify.annotations.Nullable;

/**
 * An authorization that has begun and not ended.
 *
 * @param id the id by which callers query it
 * @param configDigest the digest of the configuration at the start; if the configuration
 * has changed since, the code is not sent to its token endpoint
 * @param sealedVerifier the encrypted PKCE verifier
 * @param returnUrl where the browser is redirected to at the end
 * @param begunBy the caller that began it, as events name it
 * @param subjectDigest the digest of the subject that has to confirm it; null if a
 * version without confirmations began it
 * @param expired whether the user took too long
 */
record PendingAuthorization(UUID id, ConnectorRef connector, @Nullable String configDigest, String sealedVerifier,
		@Nullable String returnUrl, @Nullable String begunBy, @Nullable String subjectDigest, boolean expired) {
}
