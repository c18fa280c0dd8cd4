package io.connectorservice.catalog;

import java.util.Optional;

/**
 * Finds the operator's OAuth apps; implemented by the package that stores them.
 */
public interface OAuthApps {

	/** The app of a service; it may be some seconds old. */
	Optional<OAuthApp> find(String serviceName);

	/**
	 * Reads the apps if that is due. Must be called before a tenant's transaction in
	 * which apps are looked up, because its database role cannot read them.
	 */
	void load();

}
