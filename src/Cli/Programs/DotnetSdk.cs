using System.Runtime.InteropServices;

namespace Flink.Cli.Programs;

/// <summary>Finds a dotnet command that can build.</summary>
internal static class DotnetSdk
{
    private static readonly string _name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <returns>The path; null when only runtimes are there, or nothing.</returns>
    public static string? Find() => Candidates().FirstOrDefault(HasSdk);

    private static IEnumerable<string> Candidates()
    {
        if (Path.GetFileName(Environment.ProcessPath) == _name)
        {
            yield return Environment.ProcessPath!;
        }

        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            yield return Path.Combine(root, _name);
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Path.Combine(folder, _name);
        }

        // <root>/shared/Microsoft.NETCore.App/<version>/
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", _name));
    }

    private static bool HasSdk(string dotnet)
    {
        if (!File.Exists(dotnet))
        {
            return false;
        }

        var file = File.ResolveLinkTarget(dotnet, returnFinalTarget: true)?.FullName ?? dotnet;
        return Directory.Exists(Path.Combine(Path.GetDirectoryName(file)!, "sdk"));
    }
}
