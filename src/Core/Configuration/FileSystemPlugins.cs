namespace Flink.Core.Configuration;

/// <summary>The file-system plug-ins of the distribution, so that a path with an unknown scheme is answered with the name of what to add.</summary>
internal static class FileSystemPlugins
{
    /// <summary>The plug-in that brings a scheme, or null for a scheme that none of the distribution's brings.</summary>
    public static string? PluginFor(string scheme) => scheme switch
    {
        "hdfs" or "webhdfs" or "swebhdfs" => "hdfs",
        "s3" or "s3a" or "s3p" => "s3",
        "abfs" or "abfss" or "wasb" or "wasbs" => "abfs",
        _ => null,
    };
}
