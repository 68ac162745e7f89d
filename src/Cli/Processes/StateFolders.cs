using System.Globalization;

namespace Flink.Cli.Processes;

/// <summary>Where this user's commands and JobManagers keep on this machine what others of them must find.</summary>
internal static class StateFolders
{
    /// <summary>Names the folder; otherwise it is <c>flink-dotnet</c> in XDG_STATE_HOME, else in ~/.local/state, else one of this user in the temporary folder.</summary>
    public const string Variable = "FLINK_STATE_DIR";

    /// <summary>The folder of the clusters of one system.</summary>
    public static string OfTarget(string target) => Path.Combine(Root, "clusters", target);

    /// <summary>What the driver of a cluster must remember, where nobody has chosen a folder.</summary>
    public static string OfDriver(string driver, string cluster) => Path.Combine(Root, "drivers", driver, Uri.EscapeDataString(cluster.Trim('/')));

    /// <summary>Makes a folder that only this user can read, and those above it that are missing.</summary>
    public static string CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>The folder of everything.</summary>
    public static string Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            {
                return Path.GetFullPath(named);
            }

            if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state)
            {
                return Path.Combine(state, "flink-dotnet");
            }

            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return home.Length > 1
                ? Path.Combine(home, ".local", "state", "flink-dotnet")
                : Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"flink-dotnet-{Environment.UserName}"));
        }
    }
}
