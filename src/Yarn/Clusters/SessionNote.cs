using Flink.Core.Configuration;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.Clusters;

/// <summary>The file in which Apache Flink's tools look for the session that was started last.</summary>
internal static class SessionNote
{
    /// <summary>Notes an application.</summary>
    public static void Write(FlinkConfiguration configuration, string application)
    {
        var folder = configuration.Get(YarnOptions.PropertiesFileLocation, Path.GetTempPath());
        File.WriteAllText(Path.Combine(folder, $".yarn-properties-{Environment.UserName}"), $"applicationID={application}\n");
    }
}
