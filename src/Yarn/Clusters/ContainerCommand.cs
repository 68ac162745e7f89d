using Flink.Yarn.Configuration;

namespace Flink.Yarn.Clusters;

/// <summary>The command and the environment of a container of an application of our own.</summary>
internal static class ContainerCommand
{
    private const string UserVariable = "HADOOP_USER_NAME";

    // What a shell reads within double quotes, in which YARN puts values without changing them.
    private const string Special = "\\\"`$";

    /// <summary>The command; nothing of it is a user's, so that shells find nothing to read in it.</summary>
    /// <param name="role">The verb of the process.</param>
    public static string Of(string role) => $"{ShippedFiles.Engine}/bin/yarn-container.sh {role} 1><LOG_DIR>/{ContainerOutput.File} 2><LOG_DIR>/stderr.txt";

    /// <summary>The environment: containers are for Hadoop who this process is.</summary>
    public static IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { [UserVariable] = Quote(HadoopUser.Name) };

    /// <summary>A value as a shell must find it within double quotes.</summary>
    public static string Quote(string value) => string.Concat(value.Select(static letter => Special.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString()));
}
