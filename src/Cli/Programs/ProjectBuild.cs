using System.Diagnostics;
using Flink.Cli.CommandLine;
using Flink.Cli.Output;

namespace Flink.Cli.Programs;

/// <summary>Builds a project into the folder that is its own (Release), unless what is there is newer than all of its sources.</summary>
internal static class ProjectBuild
{
    /// <returns>The entry assembly.</returns>
    /// <exception cref="CliException">There is no SDK, or the project does not build.</exception>
    public static string Run(string project)
    {
        if (ProjectOutput.FindFresh(project) is { } built)
        {
            return built;
        }

        var dotnet = DotnetSdk.Find() ?? throw new CliException(
            $"{project} must be built first, and there is no .NET SDK on this machine (DOTNET_ROOT, PATH). Install the .NET 10 SDK, or run a published program");
        using var buildLock = BuildLock.Take(project);

        // Somebody else may have built it while this process waited.
        if (ProjectOutput.FindFresh(project) is { } other)
        {
            return other;
        }

        var started = DateTime.UtcNow;
        var target = Progress.During($"building {Path.GetFileName(project)}", () => Build(dotnet, project));
        ProjectOutput.MarkFresh(project, target, started);
        return target;
    }

    private static string Build(string dotnet, string project)
    {
        var start = new ProcessStartInfo(dotnet)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        foreach (var argument in (string[])["build", project, "-c", "Release", "-v", "q", "--nologo", "-t:Build", "-getProperty:TargetPath", "-getProperty:OutputType"])
        {
            start.ArgumentList.Add(argument);
        }

        // Nodes that outlive the build would keep the pipes of this process open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start) ?? throw new CliException($"{dotnet} cannot be started");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? BuildResult.TargetOf(output, project)
            : throw new CliException($"{project} does not build: {BuildResult.ErrorsOf(output + errors.Result)}");
    }
}
