namespace Flink.Yarn.Rest;

/// <summary>An id to submit an application under, and how large containers may be.</summary>
/// <param name="Id">"application_...".</param>
/// <param name="MaxMemoryMb">The largest container's memory.</param>
/// <param name="MaxVirtualCores">The largest container's processors.</param>
internal sealed record NewApplication(string Id, long MaxMemoryMb, long MaxVirtualCores);
