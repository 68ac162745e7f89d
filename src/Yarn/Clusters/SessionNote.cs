using Flink.Core;
using Flink.Core.Configuration;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.Clusters;

/// <summary>The file in which Apache Flink's tools look for the session that was started last.</summary>
internal static class SessionNote
{
    /// <summary>Notes an application.</summary>
    /// <exception cref="FlinkException">The file cannot be written.</exception>
    public static void Write(FlinkConfiguration configuration, string application)
    {
        var folder = configuration.Get(YarnOptions.PropertiesFileLocation, Path.GetTempPath());
        var file = Path.Combine(folder, $".yarn-properties-{Environment.UserName}");
        try
        {
            File.WriteAllText(file, $"applicationID={application}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The session cannot be noted in '{file}': {e.Message} Set '{YarnOptions.PropertiesFileLocation.Key}' to a folder that can be written to.", e);
        }
    }
}
