package io.connectorservice.local;

class LocalMode {

}
