"""Actions that IAM knows no resource type for, which only Resource "*" grants.

Source: Service Authorization Reference as of 2026-10-27; services and operations by the names botocore 1.44 gives them.
"""

from __future__ import annotations

_ACTIONS = {
    "cloudwatch": """
        CreateResourceMetricsConfiguration DeleteAnomalyDetector DeleteResourceMetricsConfiguration
        DescribeAlarmsForMetric DescribeAnomalyDetectors DescribeInsightRules GetMetricStatistics
        GetMetricWidgetImage GetOTelEnrichment GetResourceMetricsConfiguration ListDashboards
        ListManagedInsightRules ListMetricStreams PutAnomalyDetector PutManagedInsightRules StartOTelEnrichment
        StopOTelEnrichment UpdateOTelEnrichment UpdateResourceMetricsConfiguration
    """,
    "dynamodb": """
        DescribeEndpoints DescribeLimits ListBackups ListContributorInsights ListGlobalTables ListTables
    """,
    "events": """
        ListApiDestinations ListArchives ListConnections ListEndpoints ListEventBuses ListEventSources
        ListPartnerEventSources ListReplays ListRuleNamesByTarget ListRules PutPartnerEvents PutPermission
        RemovePermission TestEventPattern
    """,
    "iam": """
        CreateAccountAlias DeleteAccountAlias DeleteAccountPasswordPolicy
        DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions
        DisableOutboundWebIdentityFederation EnableOrganizationsRootCredentialsManagement
        EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation GenerateCredentialReport
        GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountProperties GetAccountSummary
        GetContextKeysForCustomPolicy GetCredentialReport GetOrganizationsAccessReport
        GetOutboundWebIdentityFederationInfo GetServiceLastAccessedDetails
        GetServiceLastAccessedDetailsWithEntities ListAccountAliases ListDelegationRequests ListGroups
        ListInstanceProfiles ListOpenIDConnectProviders ListOrganizationsFeatures ListPolicies ListRoles
        ListSAMLProviders ListServerCertificates ListUsers ListVirtualMFADevices PutAccountProperties
        SetSecurityTokenServicePreferences SimulateCustomPolicy UpdateAccountPasswordPolicy
    """,
    "kafka": """
        DescribeClusterOperation DescribeClusterOperationV2 GetBootstrapBrokers GetCompatibleKafkaVersions
        ListClusters ListClustersV2 ListConfigurations ListKafkaVersions ListReplicators ListVpcConnections
    """,
    "kafkaconnect": """
        CreateConnector CreateCustomPlugin CreateWorkerConfiguration ListConnectors ListCustomPlugins
        ListWorkerConfigurations
    """,
    "lambda": """
        CreateCodeSigningConfig CreateEventSourceMapping GetAccountSettings ListCapacityProviders
        ListCodeSigningConfigs ListEventSourceMappings ListFunctions ListLayerVersions ListLayers
    """,
    "logs": """
        AssociateSourceToS3TableIntegration CancelExportTask CancelImportTask CreateImportTask
        DeleteAccountPolicy DeleteIndexPolicy DeleteIntegration DeleteQueryDefinition DeleteResourcePolicy
        DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries DescribeDeliveryDestinations
        DescribeDeliverySources DescribeDestinations DescribeExportTasks DescribeFieldIndexes
        DescribeImportTaskBatches DescribeImportTasks DescribeIndexPolicies DescribeLogGroups
        DescribeLookupTables DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies
        DisassociateSourceFromS3TableIntegration GetIntegration GetLogFields GetStorageTierPolicy
        ListAggregateLogGroupSummaries ListIntegrations ListLogGroups ListLogGroupsForQuery ListScheduledQueries
        ListSourcesForS3TableIntegration ListSyslogConfigurations PutAccountPolicy PutIndexPolicy PutIntegration
        PutQueryDefinition PutResourcePolicy PutStorageTierPolicy StopQuery TestMetricFilter TestTransformer
    """,
    "scheduler": """
        ListScheduleGroups ListSchedules
    """,
    "secretsmanager": """
        BatchGetSecretValue GetRandomPassword ListSecrets
    """,
    "sns": """
        CheckIfPhoneNumberIsOptedOut CreatePlatformApplication CreatePlatformEndpoint
        CreateSMSSandboxPhoneNumber DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber
        GetEndpointAttributes GetPlatformApplicationAttributes GetSMSAttributes GetSMSSandboxAccountStatus
        ListEndpointsByPlatformApplication ListOriginationNumbers ListPhoneNumbersOptedOut
        ListPlatformApplications ListSMSSandboxPhoneNumbers ListSubscriptions ListTopics OptInPhoneNumber
        SetEndpointAttributes SetPlatformApplicationAttributes SetSMSAttributes VerifySMSSandboxPhoneNumber
    """,
    "sqs": """
        ListQueues
    """,
    "ssm": """
        CancelCommand CreateActivation CreateMaintenanceWindow CreateOpsItem CreateOpsMetadata
        CreatePatchBaseline DeleteActivation DeleteInventory DescribeActivations DescribeAutomationExecutions
        DescribeAvailablePatches DescribeInstanceInformation DescribeInstancePatchStatesForPatchGroup
        DescribeInstanceProperties DescribeInventoryDeletions DescribeMaintenanceWindowExecutionTaskInvocations
        DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowSchedule DescribeMaintenanceWindows
        DescribeMaintenanceWindowsForTarget DescribeOpsItems DescribeParameters DescribePatchBaselines
        DescribePatchGroupState DescribePatchGroups DescribePatchProperties DescribeSessions
        GetCommandInvocation GetDeployablePatchSnapshotForInstance GetExecutionPreview GetInventory
        GetInventorySchema GetMaintenanceWindowExecution GetMaintenanceWindowExecutionTask
        GetMaintenanceWindowExecutionTaskInvocation GetPatchBaselineForPatchGroup ListAssociations
        ListCloudConnectors ListCommandInvocations ListCommands ListComplianceItems ListComplianceSummaries
        ListDocuments ListInventoryEntries ListOpsItemEvents ListOpsItemRelatedItems ListOpsMetadata
        ListResourceComplianceSummaries ListResourceDataSync PutInventory StartExecutionPreview
    """,
    "stepfunctions": """
        ListActivities ListStateMachines SendTaskFailure SendTaskHeartbeat SendTaskSuccess TestState
        ValidateStateMachineDefinition
    """,
    "xray": """
        BatchGetTraces CancelTraceRetrieval DeleteResourcePolicy GetEncryptionConfig GetGroups GetIndexingRules
        GetInsight GetInsightEvents GetInsightImpactGraph GetInsightSummaries GetRetrievedTracesGraph
        GetSamplingRules GetSamplingStatisticSummaries GetSamplingTargets GetServiceGraph
        GetTimeSeriesServiceStatistics GetTraceGraph GetTraceSegmentDestination GetTraceSummaries
        ListResourcePolicies ListRetrievedTraces PutEncryptionConfig PutResourcePolicy PutTelemetryRecords
        PutTraceSegments StartTraceRetrieval UpdateIndexingRule UpdateTraceSegmentDestination
    """,
}

UNSCOPED = {service: frozenset(names.split()) for service, names in _ACTIONS.items()}
