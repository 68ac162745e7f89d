namespace Flink.FileSystems.Hdfs.Configuration;

/// <summary>What tells one cluster from another in a path.</summary>
/// <param name="Authority">A name service, or host and port.</param>
/// <param name="IsWeb">Whether host and port are those of the NameNode's web server; else of its RPC.</param>
/// <param name="Tls">Whether its web server is spoken with over TLS.</param>
internal readonly record struct ClusterName(string Authority, bool IsWeb, bool Tls);
