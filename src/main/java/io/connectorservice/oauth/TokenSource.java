package io.connectorservice.oauth;

import io.connectorservice.oauth.endpoint.TokenRequestException;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;

/**
 * Requests a connector's access tokens by one kind of grant. Implementations make one
 * request and never wait; {@link TokenManager} decides when.
 */
interface TokenSource {

	/**
	 * Whether a new token can be requested with the stored tokens, without a user.
	 * @param stored the tokens as they are stored now
	 */
	boolean canRefresh(StoredTokens stored);

	/**
	 * Whether a grant that the provider calls invalid can be renewed only by a user. If
	 * no user is involved, a later attempt may succeed.
	 */
	boolean needsPerson();

	/**
	 * Identifies what a token is granted for, such as its scopes, if no user is involved:
	 * once this value changes, tokens granted before are no longer used. Empty if a user
	 * decides what is granted.
	 */
	String computeRights();

	/**
	 * Requests a new token.
	 * @param stored the tokens as they are stored now
	 * @throws TokenRequestException if no token is granted
	 */
	TokenResponse requestToken(StoredTokens stored);

}
