package io.connectorservice.oauth;

import io.connectorservice.oauth.endpoint.TokenRequestException;
import io.connectorservice.oauth.endpoint.TokenResponse;
import io.connectorservice.oauth.storage.StoredTokens;

/**
 * Where a connector's access tokens come from: one way of asking for a new one.
 * Implementations ask once and do not wait; when to ask is decided by
 * {@link TokenManager}.
 */
public interface TokenSource {

	/**
	 * Whether a new token can be had from what is stored, without a person.
	 * @param stored what is stored now
	 */
	boolean canRefresh(StoredTokens stored);

	/**
	 * Whether only a person can mend a grant that the provider calls invalid; where none
	 * is involved, trying again later may do.
	 */
	boolean needsPerson();

	/**
	 * Names what a token is granted for where no person is involved, such as its scopes:
	 * once that changes, a token of before does not count any more. Empty where a person
	 * decides.
	 */
	String computeRights();

	/**
	 * Asks for a new token.
	 * @param stored what is stored now
	 * @throws TokenRequestException where none is granted
	 */
	TokenResponse requestToken(StoredTokens stored);

}
