namespace Flink.Yarn.Rest;

/// <summary>One attempt of an application.</summary>
/// <param name="Id">"appattempt_...".</param>
/// <param name="Number">Counts from 1.</param>
/// <param name="ContainerId">The container of its ApplicationMaster; empty until there is one.</param>
/// <param name="NodeId">Where that is.</param>
/// <param name="NodeHttpAddress">The web server of that node.</param>
internal sealed record AttemptReport(string Id, long Number, string ContainerId, string NodeId, string NodeHttpAddress);
