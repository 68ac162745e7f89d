namespace Flink.Yarn.Configuration;

/// <summary>Who this process is for Hadoop, where that believes what it is told.</summary>
internal static class HadoopUser
{
    private const string Variable = "HADOOP_USER_NAME";

    public static string Name => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : Environment.UserName;
}
