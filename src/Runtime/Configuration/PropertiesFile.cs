using System.Text;
using System.Text.Json;
using Flink.Core.Configuration;

namespace Flink.Runtime.Configuration;

/// <summary>Options for one process, in a file that only its user can read: how secrets get to a process without being on its command line.</summary>
public static class PropertiesFile
{
    /// <summary>Writes it, private to this user; one that is there is replaced.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static void Write(string path, FlinkConfiguration options)
    {
        ArgumentNullException.ThrowIfNull(options);

        // A quoted text of JSON is one of YAML.
        var lines = new StringBuilder();
        foreach (var (key, entry) in options.Entries)
        {
            lines.Append(JsonSerializer.Serialize(key)).Append(": ").Append(JsonSerializer.Serialize(entry.Value)).Append('\n');
        }

        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, how);
        stream.Write(Encoding.UTF8.GetBytes(lines.ToString()));
    }
}
