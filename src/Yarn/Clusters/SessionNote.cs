using Flink.Core;
using Flink.Core.Configuration;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.Clusters;

/// <summary>The file in which commands, Apache Flink's too, look for the session that was started last: a properties file with its application.</summary>
internal static class SessionNote
{
    private const string ApplicationKey = "applicationID";

    /// <summary>The application that was noted last; null where none was, or what stands there names none.</summary>
    /// <exception cref="FlinkException">The file is there and cannot be read.</exception>
    public static string? TryRead(FlinkConfiguration configuration)
    {
        var file = FileOf(configuration);
        try
        {
            return File.ReadLines(file)
                .Select(static line => line.Split('=', 2, StringSplitOptions.TrimEntries))
                .FirstOrDefault(static parts => parts is [ApplicationKey, { Length: > 0 }])?[1];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The session that was started last cannot be read from '{file}': {e.Message} Name one with -D yarn.application.id=ID, or set '{YarnOptions.PropertiesFileLocation.Key}'.", e);
        }
    }

    /// <summary>Notes an application.</summary>
    /// <exception cref="FlinkException">The file cannot be written.</exception>
    public static void Write(FlinkConfiguration configuration, string application)
    {
        var file = FileOf(configuration);
        try
        {
            File.WriteAllText(file, $"{ApplicationKey}={application}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The session cannot be noted in '{file}': {e.Message} Set '{YarnOptions.PropertiesFileLocation.Key}' to a folder that can be written to.", e);
        }
    }

    private static string FileOf(FlinkConfiguration configuration) =>
        Path.Combine(configuration.Get(YarnOptions.PropertiesFileLocation, Path.GetTempPath()), $".yarn-properties-{Environment.UserName}");
}
