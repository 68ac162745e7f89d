namespace Flink.FileSystems.Hdfs.Web;

/// <summary>The DataNode that failed last in one operation: the NameNode may take a while to notice that it is gone.</summary>
internal sealed class AvoidedDataNode
{
    private string? _host;

    /// <summary>What the query of the next attempt needs more.</summary>
    public string Query => _host is null ? "" : $"&excludedatanodes={Uri.EscapeDataString(_host)}";

    public void Avoid(string host) => _host = host;

    public void Forget() => _host = null;
}
