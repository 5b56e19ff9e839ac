"""What some Kafka of 2.7.1, 3.7.0, 4.1.1, 4.3.0 has, and MSK Connect's Kafka has not.

Written by tools/write_kafka_api.py from Kafka's own jars: one line a type, then its members, by the version
that lacks them. A type alone: it is missing as a whole."""

# ruff: noqa: E501
from __future__ import annotations

from functools import cache

_ABSENT: dict[str, str] = {
    "2.7.1": """
org/apache/kafka/clients/consumer/AcknowledgeType
org/apache/kafka/clients/consumer/AcknowledgementCommitCallback
org/apache/kafka/clients/consumer/CloseOptions
org/apache/kafka/clients/consumer/CloseOptions$GroupMembershipOperation
org/apache/kafka/clients/consumer/Consumer	clientInstanceId (Ljava/time/Duration;)Lorg/apache/kafka/common/Uuid;	close (Lorg/apache/kafka/clients/consumer/CloseOptions;)V	currentLag (Lorg/apache/kafka/common/TopicPartition;)Ljava/util/OptionalLong;	enforceRebalance (Ljava/lang/String;)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;Lorg/apache/kafka/clients/consumer/ConsumerRebalanceListener;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/consumer/ConsumerConfig	ASSIGN_FROM_SUBSCRIBED_ASSIGNORS Ljava/util/List;	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	AUTO_INCLUDE_JMX_REPORTER_CONFIG Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	DEFAULT_CLIENT_RACK Ljava/lang/String;	DEFAULT_FETCH_MAX_WAIT_MS I	DEFAULT_FETCH_MIN_BYTES I	DEFAULT_GROUP_PROTOCOL Ljava/lang/String;	DEFAULT_GROUP_REMOTE_ASSIGNOR Ljava/lang/String;	DEFAULT_MAX_POLL_RECORDS I	DEFAULT_SHARE_ACQUIRE_MODE Ljava/lang/String;	ENABLE_METRICS_PUSH_CONFIG Ljava/lang/String;	ENABLE_METRICS_PUSH_DOC Ljava/lang/String;	GROUP_PROTOCOL_CONFIG Ljava/lang/String;	GROUP_PROTOCOL_DOC Ljava/lang/String;	GROUP_REMOTE_ASSIGNOR_CONFIG Ljava/lang/String;	GROUP_REMOTE_ASSIGNOR_DOC Ljava/lang/String;	RETRY_BACKOFF_MAX_MS_CONFIG Ljava/lang/String;	SHARE_ACKNOWLEDGEMENT_MODE_CONFIG Ljava/lang/String;	SHARE_ACQUIRE_MODE_CONFIG Ljava/lang/String;	appendDeserializerToConfig (Ljava/util/Map;Lorg/apache/kafka/common/serialization/Deserializer;Lorg/apache/kafka/common/serialization/Deserializer;)Ljava/util/Map;	checkUnsupportedConfigsPostProcess ()V	getConfiguredInstance (Ljava/lang/String;Ljava/lang/Class;Ljava/util/Map;)Ljava/lang/Object;	nonInternalValues ()Ljava/util/Map;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/clients/consumer/ConsumerPartitionAssignor	getAssignorInstances (Ljava/util/List;Ljava/util/Map;)Ljava/util/List;
org/apache/kafka/clients/consumer/ConsumerPartitionAssignor$Subscription	<init> (Ljava/util/List;Ljava/nio/ByteBuffer;Ljava/util/List;ILjava/util/Optional;)V	generationId ()Ljava/util/Optional;	rackId ()Ljava/util/Optional;
org/apache/kafka/clients/consumer/ConsumerRecord	<init> (Ljava/lang/String;IJJLorg/apache/kafka/common/record/TimestampType;IILjava/lang/Object;Ljava/lang/Object;Lorg/apache/kafka/common/header/Headers;Ljava/util/Optional;)V	<init> (Ljava/lang/String;IJJLorg/apache/kafka/common/record/TimestampType;IILjava/lang/Object;Ljava/lang/Object;Lorg/apache/kafka/common/header/Headers;Ljava/util/Optional;Ljava/util/Optional;)V	deliveryCount ()Ljava/util/Optional;
org/apache/kafka/clients/consumer/ConsumerRecords	<init> (Ljava/util/Map;Ljava/util/Map;)V	nextOffsets ()Ljava/util/Map;
org/apache/kafka/clients/consumer/CooperativeStickyAssignor	COOPERATIVE_STICKY_ASSIGNOR_NAME Ljava/lang/String;	assignPartitions (Ljava/util/Map;Ljava/util/Map;)Ljava/util/Map;	getAssignorInstances (Ljava/util/List;Ljava/util/Map;)Ljava/util/List;	maxGeneration ()I	partitionInfosWithoutRacks (Ljava/util/Map;)Ljava/util/Map;	partitionsTransferringOwnership ()Ljava/util/Map;	useRackAwareAssignment (Ljava/util/Set;Ljava/util/Set;Ljava/util/Map;)Z
org/apache/kafka/clients/consumer/GroupProtocol
org/apache/kafka/clients/consumer/KafkaConsumer	clientInstanceId (Ljava/time/Duration;)Lorg/apache/kafka/common/Uuid;	close (Lorg/apache/kafka/clients/consumer/CloseOptions;)V	currentLag (Lorg/apache/kafka/common/TopicPartition;)Ljava/util/OptionalLong;	enforceRebalance (Ljava/lang/String;)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;Lorg/apache/kafka/clients/consumer/ConsumerRebalanceListener;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/consumer/KafkaShareConsumer
org/apache/kafka/clients/consumer/LogTruncationException	<init> (Ljava/util/Map;Ljava/util/Map;)V
org/apache/kafka/clients/consumer/MockConsumer	<init> (Ljava/lang/String;)V	addedMetrics ()Ljava/util/List;	clientInstanceId (Ljava/time/Duration;)Lorg/apache/kafka/common/Uuid;	close (Lorg/apache/kafka/clients/consumer/CloseOptions;)V	currentLag (Lorg/apache/kafka/common/TopicPartition;)Ljava/util/OptionalLong;	disableTelemetry ()V	enforceRebalance (Ljava/lang/String;)V	injectTimeoutException (I)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	setClientInstanceId (Lorg/apache/kafka/common/Uuid;)V	setMaxPollRecords (J)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;Lorg/apache/kafka/clients/consumer/ConsumerRebalanceListener;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	updateDurationOffsets (Ljava/util/Map;)V
org/apache/kafka/clients/consumer/MockShareConsumer
org/apache/kafka/clients/consumer/RangeAssignor	RANGE_ASSIGNOR_NAME Ljava/lang/String;	assignPartitions (Ljava/util/Map;Ljava/util/Map;)Ljava/util/Map;	getAssignorInstances (Ljava/util/List;Ljava/util/Map;)Ljava/util/List;	partitionInfosWithoutRacks (Ljava/util/Map;)Ljava/util/Map;	useRackAwareAssignment (Ljava/util/Set;Ljava/util/Set;Ljava/util/Map;)Z
org/apache/kafka/clients/consumer/RoundRobinAssignor	ROUNDROBIN_ASSIGNOR_NAME Ljava/lang/String;	assignPartitions (Ljava/util/Map;Ljava/util/Map;)Ljava/util/Map;	getAssignorInstances (Ljava/util/List;Ljava/util/Map;)Ljava/util/List;	partitionInfosWithoutRacks (Ljava/util/Map;)Ljava/util/Map;	useRackAwareAssignment (Ljava/util/Set;Ljava/util/Set;Ljava/util/Map;)Z
org/apache/kafka/clients/consumer/ShareConsumer
org/apache/kafka/clients/consumer/StickyAssignor	STICKY_ASSIGNOR_NAME Ljava/lang/String;	assignPartitions (Ljava/util/Map;Ljava/util/Map;)Ljava/util/Map;	getAssignorInstances (Ljava/util/List;Ljava/util/Map;)Ljava/util/List;	maxGeneration ()I	partitionInfosWithoutRacks (Ljava/util/Map;)Ljava/util/Map;	partitionsTransferringOwnership ()Ljava/util/Map;	useRackAwareAssignment (Ljava/util/Set;Ljava/util/Set;Ljava/util/Map;)Z
org/apache/kafka/clients/consumer/SubscriptionPattern
org/apache/kafka/clients/producer/KafkaProducer	clientInstanceId (Ljava/time/Duration;)Lorg/apache/kafka/common/Uuid;	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/producer/MockProducer	<init> (Lorg/apache/kafka/common/Cluster;ZLorg/apache/kafka/common/serialization/Serializer;Lorg/apache/kafka/common/serialization/Serializer;)V	addedMetrics ()Ljava/util/List;	clientInstanceId (Ljava/time/Duration;)Lorg/apache/kafka/common/Uuid;	disableTelemetry ()V	injectTimeoutException (I)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	setClientInstanceId (Lorg/apache/kafka/common/Uuid;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/producer/PreparedTxnState
org/apache/kafka/clients/producer/Producer	clientInstanceId (Ljava/time/Duration;)Lorg/apache/kafka/common/Uuid;	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/producer/ProducerConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	AUTO_INCLUDE_JMX_REPORTER_CONFIG Ljava/lang/String;	COMPRESSION_GZIP_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_LZ4_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_ZSTD_LEVEL_CONFIG Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	ENABLE_METRICS_PUSH_CONFIG Ljava/lang/String;	ENABLE_METRICS_PUSH_DOC Ljava/lang/String;	PARTITIONER_ADAPTIVE_PARTITIONING_ENABLE_CONFIG Ljava/lang/String;	PARTITIONER_ADPATIVE_PARTITIONING_ENABLE_CONFIG Ljava/lang/String;	PARTITIONER_AVAILABILITY_TIMEOUT_MS_CONFIG Ljava/lang/String;	PARTITIONER_IGNORE_KEYS_CONFIG Ljava/lang/String;	RETRY_BACKOFF_MAX_MS_CONFIG Ljava/lang/String;	TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG Ljava/lang/String;	getConfiguredInstance (Ljava/lang/String;Ljava/lang/Class;Ljava/util/Map;)Ljava/lang/Object;	nonInternalValues ()Ljava/util/Map;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/clients/producer/ProducerInterceptor	onAcknowledgement (Lorg/apache/kafka/clients/producer/RecordMetadata;Ljava/lang/Exception;Lorg/apache/kafka/common/header/Headers;)V
org/apache/kafka/clients/producer/RecordMetadata	<init> (Lorg/apache/kafka/common/TopicPartition;JIJII)V
org/apache/kafka/common/ClassicGroupState
org/apache/kafka/common/Cluster	<init> (Ljava/lang/String;Ljava/util/Collection;Ljava/util/Collection;Ljava/util/Set;Ljava/util/Set;Ljava/util/Set;Lorg/apache/kafka/common/Node;Ljava/util/Map;)V	topicId (Ljava/lang/String;)Lorg/apache/kafka/common/Uuid;	topicIds ()Ljava/util/Collection;	topicName (Lorg/apache/kafka/common/Uuid;)Ljava/lang/String;
org/apache/kafka/common/ConsumerGroupState	ASSIGNING Lorg/apache/kafka/common/ConsumerGroupState;	RECONCILING Lorg/apache/kafka/common/ConsumerGroupState;
org/apache/kafka/common/Endpoint	listener ()Ljava/lang/String;
org/apache/kafka/common/GroupState
org/apache/kafka/common/GroupType
org/apache/kafka/common/KafkaFuture	toCompletionStage ()Ljava/util/concurrent/CompletionStage;
org/apache/kafka/common/Node	<init> (ILjava/lang/String;ILjava/lang/String;Z)V	isFenced ()Z
org/apache/kafka/common/TopicCollection
org/apache/kafka/common/TopicCollection$TopicIdCollection
org/apache/kafka/common/TopicCollection$TopicNameCollection
org/apache/kafka/common/TopicIdPartition
org/apache/kafka/common/TopicPartitionInfo	<init> (ILorg/apache/kafka/common/Node;Ljava/util/List;Ljava/util/List;Ljava/util/List;Ljava/util/List;)V	elr ()Ljava/util/List;	lastKnownElr ()Ljava/util/List;
org/apache/kafka/common/Uuid
org/apache/kafka/common/acl/AclOperation	CREATE_TOKENS Lorg/apache/kafka/common/acl/AclOperation;	DESCRIBE_TOKENS Lorg/apache/kafka/common/acl/AclOperation;	TWO_PHASE_COMMIT Lorg/apache/kafka/common/acl/AclOperation;
org/apache/kafka/common/config/AbstractConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	getConfiguredInstance (Ljava/lang/String;Ljava/lang/Class;Ljava/util/Map;)Ljava/lang/Object;	nonInternalValues ()Ljava/util/Map;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/common/config/ConfigDef	define (Ljava/lang/String;Lorg/apache/kafka/common/config/ConfigDef$Type;Ljava/lang/Object;Lorg/apache/kafka/common/config/ConfigDef$Importance;Ljava/lang/String;Ljava/lang/String;)Lorg/apache/kafka/common/config/ConfigDef;	define (Ljava/lang/String;Lorg/apache/kafka/common/config/ConfigDef$Type;Ljava/lang/Object;Lorg/apache/kafka/common/config/ConfigDef$Validator;Lorg/apache/kafka/common/config/ConfigDef$Importance;Ljava/lang/String;Ljava/lang/String;ILorg/apache/kafka/common/config/ConfigDef$Width;Ljava/lang/String;Ljava/util/List;Lorg/apache/kafka/common/config/ConfigDef$Recommender;Ljava/lang/String;)Lorg/apache/kafka/common/config/ConfigDef;	defineInternal (Ljava/lang/String;Lorg/apache/kafka/common/config/ConfigDef$Type;Ljava/lang/Object;Lorg/apache/kafka/common/config/ConfigDef$Validator;Lorg/apache/kafka/common/config/ConfigDef$Importance;Ljava/lang/String;)Lorg/apache/kafka/common/config/ConfigDef;
org/apache/kafka/common/config/ConfigDef$ConfigKey	alternativeString Ljava/lang/String;
org/apache/kafka/common/config/ConfigDef$ListSize
org/apache/kafka/common/config/ConfigDef$Type	isSensitive ()Z
org/apache/kafka/common/config/ConfigDef$ValidList	anyNonDuplicateValues (ZZ)Lorg/apache/kafka/common/config/ConfigDef$ValidList;	in (Z[Ljava/lang/String;)Lorg/apache/kafka/common/config/ConfigDef$ValidList;
org/apache/kafka/common/config/ConfigResource$Type	CLIENT_METRICS Lorg/apache/kafka/common/config/ConfigResource$Type;	GROUP Lorg/apache/kafka/common/config/ConfigResource$Type;
org/apache/kafka/common/config/SaslConfigs	DEFAULT_SASL_LOGIN_RETRY_BACKOFF_MAX_MS J	DEFAULT_SASL_LOGIN_RETRY_BACKOFF_MS J	DEFAULT_SASL_OAUTHBEARER_ASSERTION_ALGORITHM Ljava/lang/String;	DEFAULT_SASL_OAUTHBEARER_ASSERTION_CLAIM_EXP_SECONDS I	DEFAULT_SASL_OAUTHBEARER_ASSERTION_CLAIM_JTI_INCLUDE Z	DEFAULT_SASL_OAUTHBEARER_ASSERTION_CLAIM_NBF_SECONDS I	DEFAULT_SASL_OAUTHBEARER_CLOCK_SKEW_SECONDS I	DEFAULT_SASL_OAUTHBEARER_HEADER_URLENCODE Z	DEFAULT_SASL_OAUTHBEARER_JWKS_ENDPOINT_REFRESH_MS J	DEFAULT_SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MAX_MS J	DEFAULT_SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MS J	DEFAULT_SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS Ljava/lang/String;	DEFAULT_SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS Ljava/lang/String;	DEFAULT_SASL_OAUTHBEARER_SCOPE_CLAIM_NAME Ljava/lang/String;	DEFAULT_SASL_OAUTHBEARER_SUB_CLAIM_NAME Ljava/lang/String;	SASL_LOGIN_CONNECT_TIMEOUT_MS Ljava/lang/String;	SASL_LOGIN_CONNECT_TIMEOUT_MS_DOC Ljava/lang/String;	SASL_LOGIN_READ_TIMEOUT_MS Ljava/lang/String;	SASL_LOGIN_READ_TIMEOUT_MS_DOC Ljava/lang/String;	SASL_LOGIN_RETRY_BACKOFF_MAX_MS Ljava/lang/String;	SASL_LOGIN_RETRY_BACKOFF_MAX_MS_DOC Ljava/lang/String;	SASL_LOGIN_RETRY_BACKOFF_MS Ljava/lang/String;	SASL_LOGIN_RETRY_BACKOFF_MS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_ALGORITHM Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_ALGORITHM_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_AUD Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_AUD_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_EXP_SECONDS Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_EXP_SECONDS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_ISS Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_ISS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_JTI_INCLUDE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_JTI_INCLUDE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_NBF_SECONDS Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_NBF_SECONDS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_SUB Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_SUB_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_FILE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_FILE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_PASSPHRASE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_PASSPHRASE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID Ljava/lang/String;	SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID_DOC Ljava/lang/String;	SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET Ljava/lang/String;	SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET_DOC Ljava/lang/String;	SASL_OAUTHBEARER_CLOCK_SKEW_SECONDS Ljava/lang/String;	SASL_OAUTHBEARER_CLOCK_SKEW_SECONDS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_EXPECTED_AUDIENCE Ljava/lang/String;	SASL_OAUTHBEARER_EXPECTED_AUDIENCE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_EXPECTED_ISSUER Ljava/lang/String;	SASL_OAUTHBEARER_EXPECTED_ISSUER_DOC Ljava/lang/String;	SASL_OAUTHBEARER_HEADER_URLENCODE Ljava/lang/String;	SASL_OAUTHBEARER_HEADER_URLENCODE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_JWKS_ENDPOINT_REFRESH_MS Ljava/lang/String;	SASL_OAUTHBEARER_JWKS_ENDPOINT_REFRESH_MS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MAX_MS Ljava/lang/String;	SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MAX_MS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MS Ljava/lang/String;	SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_JWKS_ENDPOINT_URL Ljava/lang/String;	SASL_OAUTHBEARER_JWKS_ENDPOINT_URL_DOC Ljava/lang/String;	SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS Ljava/lang/String;	SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS Ljava/lang/String;	SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_SCOPE Ljava/lang/String;	SASL_OAUTHBEARER_SCOPE_CLAIM_NAME Ljava/lang/String;	SASL_OAUTHBEARER_SCOPE_CLAIM_NAME_DOC Ljava/lang/String;	SASL_OAUTHBEARER_SCOPE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_SUB_CLAIM_NAME Ljava/lang/String;	SASL_OAUTHBEARER_SUB_CLAIM_NAME_DOC Ljava/lang/String;	SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL Ljava/lang/String;	SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL_DOC Ljava/lang/String;
org/apache/kafka/common/config/TopicConfig	COMPRESSION_GZIP_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_GZIP_LEVEL_DOC Ljava/lang/String;	COMPRESSION_LZ4_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_LZ4_LEVEL_DOC Ljava/lang/String;	COMPRESSION_ZSTD_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_ZSTD_LEVEL_DOC Ljava/lang/String;	INDEX_INTERVAL_BYTES_DOC Ljava/lang/String;	LOCAL_LOG_RETENTION_BYTES_CONFIG Ljava/lang/String;	LOCAL_LOG_RETENTION_BYTES_DOC Ljava/lang/String;	LOCAL_LOG_RETENTION_MS_CONFIG Ljava/lang/String;	LOCAL_LOG_RETENTION_MS_DOC Ljava/lang/String;	MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG Ljava/lang/String;	MESSAGE_TIMESTAMP_AFTER_MAX_MS_DOC Ljava/lang/String;	MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG Ljava/lang/String;	MESSAGE_TIMESTAMP_BEFORE_MAX_MS_DOC Ljava/lang/String;	REMOTE_LOG_COPY_DISABLE_CONFIG Ljava/lang/String;	REMOTE_LOG_COPY_DISABLE_DOC Ljava/lang/String;	REMOTE_LOG_DELETE_ON_DISABLE_CONFIG Ljava/lang/String;	REMOTE_LOG_DELETE_ON_DISABLE_DOC Ljava/lang/String;	REMOTE_LOG_STORAGE_ENABLE_CONFIG Ljava/lang/String;	REMOTE_LOG_STORAGE_ENABLE_DOC Ljava/lang/String;
org/apache/kafka/common/config/provider/DirectoryConfigProvider	ALLOWED_PATHS_CONFIG Ljava/lang/String;	ALLOWED_PATHS_DOC Ljava/lang/String;
org/apache/kafka/common/config/provider/EnvVarConfigProvider
org/apache/kafka/common/config/provider/FileConfigProvider	ALLOWED_PATHS_CONFIG Ljava/lang/String;	ALLOWED_PATHS_DOC Ljava/lang/String;	reader (Ljava/nio/file/Path;)Ljava/io/Reader;
org/apache/kafka/common/errors/ApplicationRecoverableException
org/apache/kafka/common/errors/AuthorizerNotReadyException
org/apache/kafka/common/errors/BrokerIdNotRegisteredException
org/apache/kafka/common/errors/DuplicateBrokerRegistrationException
org/apache/kafka/common/errors/DuplicateVoterException
org/apache/kafka/common/errors/FencedMemberEpochException
org/apache/kafka/common/errors/FencedStateEpochException
org/apache/kafka/common/errors/FetchSessionTopicIdException
org/apache/kafka/common/errors/InconsistentClusterIdException
org/apache/kafka/common/errors/InconsistentTopicIdException
org/apache/kafka/common/errors/IneligibleReplicaException
org/apache/kafka/common/errors/InvalidConfigurationException	<init> ()V	<init> (Ljava/lang/Throwable;)V
org/apache/kafka/common/errors/InvalidRecordStateException
org/apache/kafka/common/errors/InvalidRegistrationException
org/apache/kafka/common/errors/InvalidRegularExpression
org/apache/kafka/common/errors/InvalidShareSessionEpochException
org/apache/kafka/common/errors/InvalidTopicException	<init> (Ljava/lang/String;Ljava/util/Set;)V
org/apache/kafka/common/errors/InvalidVoterKeyException
org/apache/kafka/common/errors/MismatchedEndpointTypeException
org/apache/kafka/common/errors/NewLeaderElectedException
org/apache/kafka/common/errors/OffsetMovedToTieredStorageException
org/apache/kafka/common/errors/PositionOutOfRangeException
org/apache/kafka/common/errors/PrincipalDeserializationException
org/apache/kafka/common/errors/RebootstrapRequiredException
org/apache/kafka/common/errors/RecordDeserializationException
org/apache/kafka/common/errors/RecordDeserializationException$DeserializationExceptionOrigin
org/apache/kafka/common/errors/RefreshRetriableException
org/apache/kafka/common/errors/ShareSessionLimitReachedException
org/apache/kafka/common/errors/ShareSessionNotFoundException
org/apache/kafka/common/errors/SnapshotNotFoundException
org/apache/kafka/common/errors/StaleMemberEpochException
org/apache/kafka/common/errors/StreamsInvalidTopologyEpochException
org/apache/kafka/common/errors/StreamsInvalidTopologyException
org/apache/kafka/common/errors/StreamsTopologyFencedException
org/apache/kafka/common/errors/TelemetryTooLargeException
org/apache/kafka/common/errors/TransactionAbortableException
org/apache/kafka/common/errors/TransactionalIdNotFoundException
org/apache/kafka/common/errors/UnknownControllerIdException
org/apache/kafka/common/errors/UnknownSubscriptionIdException
org/apache/kafka/common/errors/UnknownTopicIdException
org/apache/kafka/common/errors/UnreleasedInstanceIdException
org/apache/kafka/common/errors/UnsupportedAssignorException
org/apache/kafka/common/errors/UnsupportedEndpointTypeException
org/apache/kafka/common/errors/VoterNotFoundException
org/apache/kafka/common/metrics/KafkaMetric	isMeasurable ()Z
org/apache/kafka/common/metrics/Measurable	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Double;	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Object;
org/apache/kafka/common/metrics/MeasurableStat	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Double;	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Object;
org/apache/kafka/common/metrics/MetricConfig	DEFAULT_NUM_SAMPLES I
org/apache/kafka/common/metrics/MetricValueProvider	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Object;
org/apache/kafka/common/metrics/Metrics	addMetricIfAbsent (Lorg/apache/kafka/common/MetricName;Lorg/apache/kafka/common/metrics/MetricConfig;Lorg/apache/kafka/common/metrics/MetricValueProvider;)Lorg/apache/kafka/common/metrics/KafkaMetric;
org/apache/kafka/common/metrics/Monitorable
org/apache/kafka/common/metrics/PluginMetrics
org/apache/kafka/common/quota/ClientQuotaEntity	IP Ljava/lang/String;	isValidEntityType (Ljava/lang/String;)Z
org/apache/kafka/common/resource/ResourceType	USER Lorg/apache/kafka/common/resource/ResourceType;
org/apache/kafka/common/serialization/BooleanDeserializer
org/apache/kafka/common/serialization/BooleanSerializer
org/apache/kafka/common/serialization/ByteArrayDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;
org/apache/kafka/common/serialization/ByteBufferDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/nio/ByteBuffer;
org/apache/kafka/common/serialization/BytesDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;
org/apache/kafka/common/serialization/Deserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;
org/apache/kafka/common/serialization/DoubleDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Double;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;
org/apache/kafka/common/serialization/FloatDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Float;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;
org/apache/kafka/common/serialization/IntegerDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Integer;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;
org/apache/kafka/common/serialization/ListDeserializer
org/apache/kafka/common/serialization/ListSerializer
org/apache/kafka/common/serialization/LongDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Long;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;
org/apache/kafka/common/serialization/Serdes	Boolean ()Lorg/apache/kafka/common/serialization/Serde;	ListSerde (Ljava/lang/Class;Lorg/apache/kafka/common/serialization/Serde;)Lorg/apache/kafka/common/serialization/Serde;
org/apache/kafka/common/serialization/Serdes$BooleanSerde
org/apache/kafka/common/serialization/Serdes$ListSerde
org/apache/kafka/common/serialization/ShortDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Short;
org/apache/kafka/common/serialization/StringDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/String;
org/apache/kafka/common/serialization/UUIDDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/util/UUID;
org/apache/kafka/common/serialization/VoidDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Object;	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/nio/ByteBuffer;)Ljava/lang/Void;
org/apache/kafka/common/utils/BufferSupplier
org/apache/kafka/common/utils/BufferSupplier$GrowableBufferSupplier
org/apache/kafka/common/utils/ByteBufferInputStream	available ()I
org/apache/kafka/common/utils/ByteUtils	readIntBE ([BI)I	readVarint (Ljava/io/InputStream;)I	readVarlong (Ljava/io/InputStream;)J	sizeOfUnsignedVarlong (J)I	writeUnsignedVarlong (JLjava/nio/ByteBuffer;)V
org/apache/kafka/common/utils/ChildFirstClassLoader
org/apache/kafka/common/utils/ChunkedBytesStream
org/apache/kafka/common/utils/CollectionUtils	groupPartitionsByTopic (Ljava/util/Collection;Ljava/util/function/Function;Ljava/util/function/BiConsumer;)Ljava/util/Map;
org/apache/kafka/common/utils/ConfigUtils	configMapToRedactedString (Ljava/util/Map;Lorg/apache/kafka/common/config/ConfigDef;)Ljava/lang/String;	getBoolean (Ljava/util/Map;Ljava/lang/String;Z)Z
org/apache/kafka/common/utils/ExponentialBackoff	initialInterval ()J
org/apache/kafka/common/utils/ExponentialBackoffManager
org/apache/kafka/common/utils/ImplicitLinkedHashCollection	sort (Ljava/util/Comparator;)V
org/apache/kafka/common/utils/ImplicitLinkedHashMultiCollection	sort (Ljava/util/Comparator;)V
org/apache/kafka/common/utils/Java	isIbmJdkSemeru ()Z
org/apache/kafka/common/utils/LogContext	logger (Ljava/lang/String;)Lorg/slf4j/Logger;
org/apache/kafka/common/utils/PrimitiveRef	ofLong (J)Lorg/apache/kafka/common/utils/PrimitiveRef$LongRef;
org/apache/kafka/common/utils/PrimitiveRef$LongRef
org/apache/kafka/common/utils/SecurityUtils	authorizeByResourceTypeCheckArgs (Lorg/apache/kafka/common/acl/AclOperation;Lorg/apache/kafka/common/resource/ResourceType;)V
org/apache/kafka/common/utils/SystemTime	waitForFuture (Ljava/util/concurrent/CompletableFuture;J)Ljava/lang/Object;
org/apache/kafka/common/utils/ThreadUtils	createThreadFactory (Ljava/lang/String;ZLjava/lang/Thread$UncaughtExceptionHandler;)Ljava/util/concurrent/ThreadFactory;	shutdownExecutorServiceQuietly (Ljava/util/concurrent/ExecutorService;JLjava/util/concurrent/TimeUnit;)V
org/apache/kafka/common/utils/Time	waitForFuture (Ljava/util/concurrent/CompletableFuture;J)Ljava/lang/Object;	waitForFuture (Ljava/util/concurrent/Future;J)Ljava/lang/Object;
org/apache/kafka/common/utils/Timer	isExpiredBy ()J
org/apache/kafka/common/utils/Utils	atomicMoveWithFallback (Ljava/nio/file/Path;Ljava/nio/file/Path;Z)V	castToStringObjectMap (Ljava/util/Map;)Ljava/util/Map;	closeQuietly (Ljava/lang/AutoCloseable;Ljava/lang/String;Lorg/slf4j/Logger;)V	covariantCast (Ljava/util/Iterator;)Ljava/util/Iterator;	ensureConcreteSubclass (Ljava/lang/Class;Ljava/lang/Class;)V	entriesWithPrefix (Ljava/util/Map;Ljava/lang/String;)Ljava/util/Map;	entriesWithPrefix (Ljava/util/Map;Ljava/lang/String;Z)Ljava/util/Map;	entriesWithPrefix (Ljava/util/Map;Ljava/lang/String;ZZ)Ljava/util/Map;	enumOptions (Ljava/lang/Class;)[Ljava/lang/String;	filterMap (Ljava/util/Map;Ljava/util/function/Predicate;)Ljava/util/Map;	flushDir (Ljava/nio/file/Path;)V	flushDirIfExists (Ljava/nio/file/Path;)V	flushFileIfExists (Ljava/nio/file/Path;)V	isBlank (Ljava/lang/String;)Z	isEqualConstantTime ([C[C)Z	maybeCloseQuietly (Ljava/lang/Object;Ljava/lang/String;)V	mergeConfigs (Ljava/util/List;)Lorg/apache/kafka/common/config/ConfigDef;	mkString (Ljava/util/stream/Stream;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;	msToNs (J)J	readBytes (Ljava/nio/ByteBuffer;I)Ljava/nio/ByteBuffer;	readFully (Ljava/io/InputStream;Ljava/nio/ByteBuffer;)I	registerMBean (Ljava/lang/Object;Ljava/lang/String;)Z	replaceSuffix (Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;	require (Z)V	require (ZLjava/lang/String;)V	swallow (Lorg/apache/kafka/common/utils/Utils$SwallowAction;)V	swallow (Lorg/slf4j/Logger;Lorg/apache/kafka/common/utils/Utils$SwallowAction;)V	swallow (Lorg/slf4j/Logger;Lorg/slf4j/event/Level;Ljava/lang/String;Lorg/apache/kafka/common/utils/Utils$SwallowAction;)V	swallow (Lorg/slf4j/Logger;Lorg/slf4j/event/Level;Ljava/lang/String;Lorg/apache/kafka/common/utils/Utils$SwallowAction;Ljava/util/concurrent/atomic/AtomicReference;)V	swallow (Lorg/slf4j/Logger;Lorg/slf4j/event/Level;Lorg/apache/kafka/common/utils/Utils$SwallowAction;)V	toList (Ljava/util/Iterator;Ljava/util/function/Predicate;)Ljava/util/List;	toLogDateTimeFormat (J)Ljava/lang/String;	tryAll (Ljava/util/List;)V	tryWriteTo (Lorg/apache/kafka/common/network/TransferableChannel;IILjava/nio/ByteBuffer;)I
org/apache/kafka/common/utils/Utils$SwallowAction
org/apache/kafka/common/utils/Utils$ThrowingRunnable
org/apache/kafka/connect/components/ConnectPlugin
org/apache/kafka/connect/connector/ConnectorContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/connector/policy/ConnectorClientConfigOverridePolicy	config ()Lorg/apache/kafka/common/config/ConfigDef;	version ()Ljava/lang/String;
org/apache/kafka/connect/rest/ConnectRestExtension	config ()Lorg/apache/kafka/common/config/ConfigDef;
org/apache/kafka/connect/rest/ConnectRestExtensionContext	configurable ()Ljakarta/ws/rs/core/Configurable;
org/apache/kafka/connect/sink/SinkConnector	alterOffsets (Ljava/util/Map;Ljava/util/Map;)Z
org/apache/kafka/connect/sink/SinkConnectorContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/sink/SinkRecord	<init> (Ljava/lang/String;ILorg/apache/kafka/connect/data/Schema;Ljava/lang/Object;Lorg/apache/kafka/connect/data/Schema;Ljava/lang/Object;JLjava/lang/Long;Lorg/apache/kafka/common/record/TimestampType;Ljava/lang/Iterable;Ljava/lang/String;Ljava/lang/Integer;J)V	originalKafkaOffset ()J	originalKafkaPartition ()Ljava/lang/Integer;	originalTopic ()Ljava/lang/String;
org/apache/kafka/connect/sink/SinkTaskContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/source/ConnectorTransactionBoundaries
org/apache/kafka/connect/source/ExactlyOnceSupport
org/apache/kafka/connect/source/SourceConnector	alterOffsets (Ljava/util/Map;Ljava/util/Map;)Z	canDefineTransactionBoundaries (Ljava/util/Map;)Lorg/apache/kafka/connect/source/ConnectorTransactionBoundaries;	exactlyOnceSupport (Ljava/util/Map;)Lorg/apache/kafka/connect/source/ExactlyOnceSupport;
org/apache/kafka/connect/source/SourceConnectorContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/source/SourceTask	TRANSACTION_BOUNDARY_CONFIG Ljava/lang/String;
org/apache/kafka/connect/source/SourceTask$TransactionBoundary
org/apache/kafka/connect/source/SourceTaskContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;	transactionContext ()Lorg/apache/kafka/connect/source/TransactionContext;
org/apache/kafka/connect/source/TransactionContext
org/apache/kafka/connect/storage/Converter	close ()V	config ()Lorg/apache/kafka/common/config/ConfigDef;	version ()Ljava/lang/String;
org/apache/kafka/connect/storage/ConverterConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	getConfiguredInstance (Ljava/lang/String;Ljava/lang/Class;Ljava/util/Map;)Ljava/lang/Object;	nonInternalValues ()Ljava/util/Map;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/connect/storage/HeaderConverter	version ()Ljava/lang/String;
org/apache/kafka/connect/storage/SimpleHeaderConverter	version ()Ljava/lang/String;
org/apache/kafka/connect/storage/StringConverter	version ()Ljava/lang/String;
org/apache/kafka/connect/storage/StringConverterConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	getConfiguredInstance (Ljava/lang/String;Ljava/lang/Class;Ljava/util/Map;)Ljava/lang/Object;	nonInternalValues ()Ljava/util/Map;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/connect/transforms/Transformation	version ()Ljava/lang/String;
org/apache/kafka/connect/transforms/predicates/Predicate	version ()Ljava/lang/String;
""",
    "3.7.x": """
org/apache/kafka/clients/consumer/AcknowledgeType
org/apache/kafka/clients/consumer/AcknowledgementCommitCallback
org/apache/kafka/clients/consumer/CloseOptions
org/apache/kafka/clients/consumer/CloseOptions$GroupMembershipOperation
org/apache/kafka/clients/consumer/Consumer	close (JLjava/util/concurrent/TimeUnit;)V	close (Lorg/apache/kafka/clients/consumer/CloseOptions;)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;Lorg/apache/kafka/clients/consumer/ConsumerRebalanceListener;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/consumer/ConsumerConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	DEFAULT_SHARE_ACQUIRE_MODE Ljava/lang/String;	SHARE_ACKNOWLEDGEMENT_MODE_CONFIG Ljava/lang/String;	SHARE_ACQUIRE_MODE_CONFIG Ljava/lang/String;	addDeserializerToConfig (Ljava/util/Map;Lorg/apache/kafka/common/serialization/Deserializer;Lorg/apache/kafka/common/serialization/Deserializer;)Ljava/util/Map;	addDeserializerToConfig (Ljava/util/Properties;Lorg/apache/kafka/common/serialization/Deserializer;Lorg/apache/kafka/common/serialization/Deserializer;)Ljava/util/Properties;	checkUnsupportedConfigsPostProcess ()V	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/clients/consumer/ConsumerRecord	<init> (Ljava/lang/String;IJJLorg/apache/kafka/common/record/TimestampType;IILjava/lang/Object;Ljava/lang/Object;Lorg/apache/kafka/common/header/Headers;Ljava/util/Optional;Ljava/util/Optional;)V	checksum ()J	deliveryCount ()Ljava/util/Optional;
org/apache/kafka/clients/consumer/ConsumerRecords	<init> (Ljava/util/Map;Ljava/util/Map;)V	nextOffsets ()Ljava/util/Map;
org/apache/kafka/clients/consumer/CooperativeStickyAssignor	partitionsTransferringOwnership ()Ljava/util/Map;
org/apache/kafka/clients/consumer/KafkaConsumer	close (JLjava/util/concurrent/TimeUnit;)V	close (Lorg/apache/kafka/clients/consumer/CloseOptions;)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;Lorg/apache/kafka/clients/consumer/ConsumerRebalanceListener;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/consumer/KafkaShareConsumer
org/apache/kafka/clients/consumer/MockConsumer	<init> (Ljava/lang/String;)V	addedMetrics ()Ljava/util/List;	close (JLjava/util/concurrent/TimeUnit;)V	close (Lorg/apache/kafka/clients/consumer/CloseOptions;)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	setMaxPollRecords (J)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;)V	subscribe (Lorg/apache/kafka/clients/consumer/SubscriptionPattern;Lorg/apache/kafka/clients/consumer/ConsumerRebalanceListener;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	updateDurationOffsets (Ljava/util/Map;)V
org/apache/kafka/clients/consumer/MockShareConsumer
org/apache/kafka/clients/consumer/NoOffsetForPartitionException	partition ()Lorg/apache/kafka/common/TopicPartition;
org/apache/kafka/clients/consumer/ShareConsumer
org/apache/kafka/clients/consumer/StickyAssignor	partitionsTransferringOwnership ()Ljava/util/Map;
org/apache/kafka/clients/consumer/SubscriptionPattern
org/apache/kafka/clients/producer/KafkaProducer	close (JLjava/util/concurrent/TimeUnit;)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/producer/MockProducer	addedMetrics ()Ljava/util/List;	close (JLjava/util/concurrent/TimeUnit;)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/producer/PreparedTxnState
org/apache/kafka/clients/producer/Producer	close (JLjava/util/concurrent/TimeUnit;)V	registerMetricForSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V	unregisterMetricFromSubscription (Lorg/apache/kafka/common/metrics/KafkaMetric;)V
org/apache/kafka/clients/producer/ProducerConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	COMPRESSION_GZIP_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_LZ4_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_ZSTD_LEVEL_CONFIG Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	PARTITIONER_ADAPTIVE_PARTITIONING_ENABLE_CONFIG Ljava/lang/String;	TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG Ljava/lang/String;	addSerializerToConfig (Ljava/util/Map;Lorg/apache/kafka/common/serialization/Serializer;Lorg/apache/kafka/common/serialization/Serializer;)Ljava/util/Map;	addSerializerToConfig (Ljava/util/Properties;Lorg/apache/kafka/common/serialization/Serializer;Lorg/apache/kafka/common/serialization/Serializer;)Ljava/util/Properties;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/clients/producer/ProducerInterceptor	onAcknowledgement (Lorg/apache/kafka/clients/producer/RecordMetadata;Ljava/lang/Exception;Lorg/apache/kafka/common/header/Headers;)V
org/apache/kafka/clients/producer/RecordMetadata	checksum ()J
org/apache/kafka/common/ClassicGroupState
org/apache/kafka/common/ConsumerGroupState	ASSIGNING Lorg/apache/kafka/common/ConsumerGroupState;	RECONCILING Lorg/apache/kafka/common/ConsumerGroupState;
org/apache/kafka/common/Endpoint	listener ()Ljava/lang/String;
org/apache/kafka/common/GroupState
org/apache/kafka/common/GroupType
org/apache/kafka/common/KafkaFuture	addWaiter (Lorg/apache/kafka/common/KafkaFuture$BiConsumer;)V
org/apache/kafka/common/MessageFormatter	init (Ljava/util/Properties;)V
org/apache/kafka/common/Metric	value ()D
org/apache/kafka/common/Node	<init> (ILjava/lang/String;ILjava/lang/String;Z)V	isFenced ()Z
org/apache/kafka/common/TopicPartitionInfo	<init> (ILorg/apache/kafka/common/Node;Ljava/util/List;Ljava/util/List;Ljava/util/List;Ljava/util/List;)V	elr ()Ljava/util/List;	lastKnownElr ()Ljava/util/List;
org/apache/kafka/common/acl/AclBinding	<init> (Lorg/apache/kafka/common/resource/Resource;Lorg/apache/kafka/common/acl/AccessControlEntry;)V
org/apache/kafka/common/acl/AclBindingFilter	<init> (Lorg/apache/kafka/common/resource/ResourceFilter;Lorg/apache/kafka/common/acl/AccessControlEntryFilter;)V
org/apache/kafka/common/acl/AclOperation	TWO_PHASE_COMMIT Lorg/apache/kafka/common/acl/AclOperation;
org/apache/kafka/common/config/AbstractConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/common/config/ConfigDef	define (Ljava/lang/String;Lorg/apache/kafka/common/config/ConfigDef$Type;Ljava/lang/Object;Lorg/apache/kafka/common/config/ConfigDef$Importance;Ljava/lang/String;Ljava/lang/String;)Lorg/apache/kafka/common/config/ConfigDef;	define (Ljava/lang/String;Lorg/apache/kafka/common/config/ConfigDef$Type;Ljava/lang/Object;Lorg/apache/kafka/common/config/ConfigDef$Validator;Lorg/apache/kafka/common/config/ConfigDef$Importance;Ljava/lang/String;Ljava/lang/String;ILorg/apache/kafka/common/config/ConfigDef$Width;Ljava/lang/String;Ljava/util/List;Lorg/apache/kafka/common/config/ConfigDef$Recommender;Ljava/lang/String;)Lorg/apache/kafka/common/config/ConfigDef;
org/apache/kafka/common/config/ConfigDef$ConfigKey	alternativeString Ljava/lang/String;
org/apache/kafka/common/config/ConfigDef$ValidList	anyNonDuplicateValues (ZZ)Lorg/apache/kafka/common/config/ConfigDef$ValidList;	in (Z[Ljava/lang/String;)Lorg/apache/kafka/common/config/ConfigDef$ValidList;
org/apache/kafka/common/config/ConfigResource$Type	GROUP Lorg/apache/kafka/common/config/ConfigResource$Type;
org/apache/kafka/common/config/SaslConfigs	DEFAULT_SASL_ENABLED_MECHANISMS Ljava/util/List;	DEFAULT_SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES Ljava/util/List;	DEFAULT_SASL_OAUTHBEARER_ASSERTION_ALGORITHM Ljava/lang/String;	DEFAULT_SASL_OAUTHBEARER_ASSERTION_CLAIM_EXP_SECONDS I	DEFAULT_SASL_OAUTHBEARER_ASSERTION_CLAIM_JTI_INCLUDE Z	DEFAULT_SASL_OAUTHBEARER_ASSERTION_CLAIM_NBF_SECONDS I	DEFAULT_SASL_OAUTHBEARER_HEADER_URLENCODE Z	DEFAULT_SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS Ljava/lang/String;	DEFAULT_SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS Ljava/lang/String;	SASL_ENABLED_MECHANISMS Ljava/lang/String;	SASL_ENABLED_MECHANISMS_DOC Ljava/lang/String;	SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES Ljava/lang/String;	SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_ALGORITHM Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_ALGORITHM_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_AUD Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_AUD_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_EXP_SECONDS Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_EXP_SECONDS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_ISS Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_ISS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_JTI_INCLUDE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_JTI_INCLUDE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_NBF_SECONDS Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_NBF_SECONDS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_SUB Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_CLAIM_SUB_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_FILE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_FILE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_PASSPHRASE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_PASSPHRASE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE Ljava/lang/String;	SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID Ljava/lang/String;	SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID_DOC Ljava/lang/String;	SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET Ljava/lang/String;	SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET_DOC Ljava/lang/String;	SASL_OAUTHBEARER_HEADER_URLENCODE Ljava/lang/String;	SASL_OAUTHBEARER_HEADER_URLENCODE_DOC Ljava/lang/String;	SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS Ljava/lang/String;	SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS Ljava/lang/String;	SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS_DOC Ljava/lang/String;	SASL_OAUTHBEARER_SCOPE Ljava/lang/String;	SASL_OAUTHBEARER_SCOPE_DOC Ljava/lang/String;
org/apache/kafka/common/config/SslConfigs	DEFAULT_PRINCIPAL_BUILDER_CLASS Ljava/lang/String;	PRINCIPAL_BUILDER_CLASS_CONFIG Ljava/lang/String;	PRINCIPAL_BUILDER_CLASS_DOC Ljava/lang/String;	SSL_CLIENT_AUTH_CONFIG Ljava/lang/String;	SSL_CLIENT_AUTH_DOC Ljava/lang/String;
org/apache/kafka/common/config/TopicConfig	COMPRESSION_GZIP_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_GZIP_LEVEL_DOC Ljava/lang/String;	COMPRESSION_LZ4_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_LZ4_LEVEL_DOC Ljava/lang/String;	COMPRESSION_ZSTD_LEVEL_CONFIG Ljava/lang/String;	COMPRESSION_ZSTD_LEVEL_DOC Ljava/lang/String;	INDEX_INTERVAL_BYTES_DOCS Ljava/lang/String;	REMOTE_LOG_COPY_DISABLE_CONFIG Ljava/lang/String;	REMOTE_LOG_COPY_DISABLE_DOC Ljava/lang/String;	REMOTE_LOG_DELETE_ON_DISABLE_CONFIG Ljava/lang/String;	REMOTE_LOG_DELETE_ON_DISABLE_DOC Ljava/lang/String;
org/apache/kafka/common/config/provider/DirectoryConfigProvider	ALLOWED_PATHS_CONFIG Ljava/lang/String;	ALLOWED_PATHS_DOC Ljava/lang/String;
org/apache/kafka/common/config/provider/FileConfigProvider	ALLOWED_PATHS_CONFIG Ljava/lang/String;	ALLOWED_PATHS_DOC Ljava/lang/String;	reader (Ljava/nio/file/Path;)Ljava/io/Reader;
org/apache/kafka/common/errors/ApplicationRecoverableException
org/apache/kafka/common/errors/DuplicateVoterException
org/apache/kafka/common/errors/FencedStateEpochException
org/apache/kafka/common/errors/InvalidConfigurationException	<init> ()V	<init> (Ljava/lang/Throwable;)V
org/apache/kafka/common/errors/InvalidRecordStateException
org/apache/kafka/common/errors/InvalidRegularExpression
org/apache/kafka/common/errors/InvalidShareSessionEpochException
org/apache/kafka/common/errors/InvalidVoterKeyException
org/apache/kafka/common/errors/RebootstrapRequiredException
org/apache/kafka/common/errors/RecordDeserializationException	<init> (Lorg/apache/kafka/common/errors/RecordDeserializationException$DeserializationExceptionOrigin;Lorg/apache/kafka/common/TopicPartition;JJLorg/apache/kafka/common/record/TimestampType;Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;Lorg/apache/kafka/common/header/Headers;Ljava/lang/String;Ljava/lang/Throwable;)V	headers ()Lorg/apache/kafka/common/header/Headers;	keyBuffer ()Ljava/nio/ByteBuffer;	origin ()Lorg/apache/kafka/common/errors/RecordDeserializationException$DeserializationExceptionOrigin;	timestamp ()J	timestampType ()Lorg/apache/kafka/common/record/TimestampType;	valueBuffer ()Ljava/nio/ByteBuffer;
org/apache/kafka/common/errors/RecordDeserializationException$DeserializationExceptionOrigin
org/apache/kafka/common/errors/RefreshRetriableException
org/apache/kafka/common/errors/ShareSessionLimitReachedException
org/apache/kafka/common/errors/ShareSessionNotFoundException
org/apache/kafka/common/errors/StreamsInvalidTopologyEpochException
org/apache/kafka/common/errors/StreamsInvalidTopologyException
org/apache/kafka/common/errors/StreamsTopologyFencedException
org/apache/kafka/common/errors/TransactionAbortableException
org/apache/kafka/common/errors/VoterNotFoundException
org/apache/kafka/common/metrics/KafkaMetric	isMeasurable ()Z	value ()D
org/apache/kafka/common/metrics/Measurable	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Double;	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Object;
org/apache/kafka/common/metrics/MeasurableStat	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Double;	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Object;
org/apache/kafka/common/metrics/MetricConfig	DEFAULT_NUM_SAMPLES I
org/apache/kafka/common/metrics/MetricValueProvider	value (Lorg/apache/kafka/common/metrics/MetricConfig;J)Ljava/lang/Object;
org/apache/kafka/common/metrics/Monitorable
org/apache/kafka/common/metrics/PluginMetrics
org/apache/kafka/common/resource/Resource	toFilter ()Lorg/apache/kafka/common/resource/ResourceFilter;
org/apache/kafka/common/resource/ResourceFilter
org/apache/kafka/common/serialization/ExtendedDeserializer
org/apache/kafka/common/serialization/ExtendedDeserializer$Wrapper
org/apache/kafka/common/serialization/ExtendedSerializer
org/apache/kafka/common/serialization/ExtendedSerializer$Wrapper
org/apache/kafka/common/serialization/ListDeserializer	deserialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;[B)Ljava/util/List;
org/apache/kafka/common/serialization/ListSerializer	serialize (Ljava/lang/String;Lorg/apache/kafka/common/header/Headers;Ljava/util/List;)[B
org/apache/kafka/common/utils/ByteUtils	readUnsignedVarint (Ljava/io/DataInput;)I	readVarint (Ljava/io/DataInput;)I	readVarlong (Ljava/io/DataInput;)J
org/apache/kafka/common/utils/Crc32
org/apache/kafka/common/utils/ExponentialBackoff	initialInterval ()J
org/apache/kafka/common/utils/ExponentialBackoffManager
org/apache/kafka/common/utils/LogContext	logger (Ljava/lang/String;)Lorg/slf4j/Logger;
org/apache/kafka/common/utils/ThreadUtils	createThreadFactory (Ljava/lang/String;ZLjava/lang/Thread$UncaughtExceptionHandler;)Ljava/util/concurrent/ThreadFactory;
org/apache/kafka/common/utils/Time	waitForFuture (Ljava/util/concurrent/Future;J)Ljava/lang/Object;
org/apache/kafka/common/utils/Timer	isExpiredBy ()J
org/apache/kafka/common/utils/Utils	castToStringObjectMap (Ljava/util/Map;)Ljava/util/Map;	concatLists (Ljava/util/List;Ljava/util/List;Ljava/util/function/Function;)Ljava/util/List;	concatListsUnmodifiable (Ljava/util/List;Ljava/util/List;)Ljava/util/List;	delete (Ljava/io/File;Ljava/util/List;)V	entriesWithPrefix (Ljava/util/Map;Ljava/lang/String;ZZ)Ljava/util/Map;	mergeConfigs (Ljava/util/List;)Lorg/apache/kafka/common/config/ConfigDef;	msToNs (J)J	readFully (Ljava/io/InputStream;Ljava/nio/ByteBuffer;)V	registerMBean (Ljava/lang/Object;Ljava/lang/String;)Z	require (Z)V	require (ZLjava/lang/String;)V	swallow (Lorg/apache/kafka/common/utils/Utils$SwallowAction;)V	swallow (Lorg/slf4j/Logger;Lorg/apache/kafka/common/utils/Utils$SwallowAction;)V	swallow (Lorg/slf4j/Logger;Lorg/slf4j/event/Level;Lorg/apache/kafka/common/utils/Utils$SwallowAction;)V	transformMap (Ljava/util/Map;Ljava/util/function/Function;Ljava/util/function/Function;)Ljava/util/Map;
org/apache/kafka/connect/components/ConnectPlugin
org/apache/kafka/connect/connector/ConnectorContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/connector/policy/ConnectorClientConfigOverridePolicy	config ()Lorg/apache/kafka/common/config/ConfigDef;	version ()Ljava/lang/String;
org/apache/kafka/connect/rest/ConnectRestExtension	config ()Lorg/apache/kafka/common/config/ConfigDef;
org/apache/kafka/connect/rest/ConnectRestExtensionContext	configurable ()Ljakarta/ws/rs/core/Configurable;
org/apache/kafka/connect/sink/SinkConnectorContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/sink/SinkTaskContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/source/SourceConnectorContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/source/SourceTaskContext	pluginMetrics ()Lorg/apache/kafka/common/metrics/PluginMetrics;
org/apache/kafka/connect/storage/Converter	close ()V	version ()Ljava/lang/String;
org/apache/kafka/connect/storage/ConverterConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/connect/storage/HeaderConverter	version ()Ljava/lang/String;
org/apache/kafka/connect/storage/StringConverterConfig	AUTOMATIC_CONFIG_PROVIDERS_PROPERTY Ljava/lang/String;	CONFIG_PROVIDERS_DOC Ljava/lang/String;	preProcessParsedConfig (Ljava/util/Map;)Ljava/util/Map;
org/apache/kafka/connect/transforms/Transformation	version ()Ljava/lang/String;
org/apache/kafka/connect/transforms/predicates/Predicate	version ()Ljava/lang/String;
""",
}


@cache
def _absent(version: str) -> dict[str, frozenset[str]]:
    lines = (line.split("\t") for line in _ABSENT[version].strip().splitlines())
    return {line[0]: frozenset(line[1:]) for line in lines}


def lacks(version: str, owner: str, name: str, descriptor: str) -> bool:
    """Whether the Kafka of this Kafka Connect version has not what is referred to."""
    found = _absent(version).get(owner)
    return found is not None and (not found or f"{name} {descriptor}" in found)


VERSIONS = tuple(_ABSENT)
