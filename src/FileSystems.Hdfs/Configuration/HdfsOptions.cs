using Flink.Core.Configuration;

namespace Flink.FileSystems.Hdfs.Configuration;

/// <summary>Options of the plug-in. Everything else is said in Hadoop's own files, or with <see cref="HadoopPrefix"/>.</summary>
public static class HdfsOptions
{
    /// <summary>Below it stand values of Hadoop's configuration that count more than its files: <c>flink.hadoop.dfs.replication: 2</c>.</summary>
    public const string HadoopPrefix = "flink.hadoop.";

    /// <summary>The folder of Hadoop's configuration.</summary>
    public static ConfigOption<string> HadoopConf { get; } = ConfigOption.String(
        "fs.hdfs.hadoopconf",
        "The folder of `core-site.xml` and `hdfs-site.xml`. Without it `env.hadoop.conf.dir` counts, then the environment's `HADOOP_CONF_DIR`, then `etc/hadoop` below `HADOOP_HOME`.")
        .Supported();
}
