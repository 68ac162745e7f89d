using Flink.FileSystems.Hdfs.Configuration;

namespace Flink.Yarn.Configuration;

/// <summary>Who this process is for Hadoop, where that believes what it is told.</summary>
internal static class HadoopUser
{
    public static string Name => HadoopReferences.User(Environment.GetEnvironmentVariable);
}
