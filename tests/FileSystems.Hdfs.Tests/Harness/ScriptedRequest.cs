namespace Flink.FileSystems.Hdfs.Tests.Harness;

/// <summary>A request that a scripted server got.</summary>
/// <param name="Server">Which server of the script got it.</param>
/// <param name="Method">GET, PUT, ...</param>
/// <param name="Target">Path and query, as they came.</param>
/// <param name="Body">What was sent; empty when the answer came before it.</param>
internal sealed record ScriptedRequest(int Server, string Method, string Target, byte[] Body)
{
    /// <summary>The value of "op".</summary>
    public string Operation => Parameter("op") ?? "";

    /// <summary>The path without the part that all share, not escaped.</summary>
    public string Path => Uri.UnescapeDataString(Target.Split('?')[0]["/webhdfs/v1".Length..]);

    /// <summary>Whether the request was sent on by a NameNode.</summary>
    public bool IsForDataNode => Parameter("namenoderpcaddress") is not null;

    /// <summary>A parameter of the query; null when it is missing.</summary>
    public string? Parameter(string name) => Target.Split('?')[1].Split('&')
        .Where(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))
        .Select(pair => Uri.UnescapeDataString(pair[(name.Length + 1)..]))
        .FirstOrDefault();
}
