using System.Text;
using Flink.Yarn.Rest;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>Logs of containers where the lab's NodeManagers keep them: nm1, nm2 ... beside each other. Some time after the end of their application they are gone.</summary>
internal static class ContainerLogs
{
    private const int Lines = 25;

    /// <summary>The files of an application that have an ending.</summary>
    public static IReadOnlyList<string> Of(string application, string ending)
    {
        if (YarnLab.Hadoop.Get("yarn.nodemanager.log-dirs") is not { } folder || Path.GetDirectoryName(Path.GetDirectoryName(folder)) is not { } all || !Directory.Exists(all))
        {
            // Not the lab.
            return [];
        }

        return [.. Directory.GetDirectories(all).Select(node => Path.Combine(node, "logs", application)).Where(Directory.Exists)
            .SelectMany(logs => Directory.GetFiles(logs, $"*{ending}", SearchOption.AllDirectories))];
    }

    /// <summary>What a file says; nothing when it is gone.</summary>
    public static string Read(string file)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            // Its machine has put it away.
            return "";
        }
    }

    /// <summary>What YARN says of applications, and the ends of what their containers have logged, for messages of failed tests.</summary>
    public static string Describe(IEnumerable<ApplicationReport> applications)
    {
        var text = new StringBuilder();
        foreach (var app in applications)
        {
            text.Append($"--- {app.Name}: {app.Id} in {app.Queue} is {app.State}, {app.FinalStatus}, {app.RunningContainers} containers. {app.Diagnostics}\n");
            foreach (var file in FilesOf(app.Id))
            {
                text.Append($"--- {Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}\n")
                    .AppendJoin('\n', Read(file).Split('\n').TakeLast(Lines)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IReadOnlyList<string> FilesOf(string application)
    {
        try
        {
            return [.. Of(application, ".log").Concat(Of(application, "stderr.txt")).Concat(Of(application, "serviceam-err.txt")).Order(StringComparer.Ordinal)];
        }
        catch (IOException)
        {
            // Put away while it was looked for.
            return [];
        }
    }
}
