package io.connectorservice.change;

/**
 * Keeps something in memory that another replica may change.
 */
public interface ChangeSubscriber {

	/** Something changed, here or elsewhere. */
	void changed(Change change);

	/** Anything may have changed: nobody told for a while. */
	void missed();

}
