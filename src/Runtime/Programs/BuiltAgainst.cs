using System.Reflection;
using System.Text;
using System.Text.Json;
using Flink.Core;
using Flink.Core.Programs;

namespace Flink.Runtime.Programs;

/// <summary>Which version of the Flink packages a program was built against, and whether that runs here.</summary>
internal sealed class BuiltAgainst
{
    private const string Core = "Flink.Core";

    private readonly string _program;
    private readonly string? _version;

    private BuiltAgainst(string program, string? version)
    {
        _program = program;
        _version = version;
    }

    /// <summary>The version of the engine in this process.</summary>
    public static SemanticVersion Engine { get; } = ReadEngine();

    /// <summary>Reads what a program was built against, and refuses it where that does not run here.</summary>
    /// <param name="program">Path of the entry assembly; the list of dependencies beside it tells pre-releases.</param>
    /// <param name="entry">The entry assembly; its references tell the rest.</param>
    /// <exception cref="ProgramException">A version does not run here; names both and says what to do.</exception>
    public static BuiltAgainst Check(string program, Assembly entry)
    {
        var listed = ListedIn(Path.ChangeExtension(program, ".deps.json"));
        if (listed is not null && SemanticVersion.TryParse(listed, out var version))
        {
            Refuse(program, version, Engine);
        }

        var built = new BuiltAgainst(program, listed ?? ReferencedBy(entry));
        foreach (var reference in entry.GetReferencedAssemblies())
        {
            built.Check(reference);
        }

        return built;
    }

    /// <summary>Refuses a reference of any assembly of the program to the engine.</summary>
    /// <exception cref="ProgramException">The referenced version does not run here.</exception>
    public void Check(AssemblyName reference)
    {
        if (reference is { Name: { } name, Version: { } version } && EngineAssemblies.Contains(name))
        {
            Refuse(_program, SemanticVersion.Of(version), Engine.Numbers);
        }
    }

    /// <summary>"The program ... was built against Flink 1.2.0 and runs on Flink 1.3.0", for messages.</summary>
    public string Describe() => _version is null
        ? $"The program {_program} runs on Flink {Engine}"
        : $"The program {_program} was built against Flink {_version} and runs on Flink {Engine}";

    /// <summary>What to do about a difference between the two versions.</summary>
    public string Remedy => _version is null || _version == Engine.ToString()
        ? $"Build it again against Flink {Engine}, and all the libraries that it uses."
        : $"Build it again against Flink {Engine}, or run it on a cluster of version {_version}.";

    private static void Refuse(string program, SemanticVersion version, SemanticVersion engine)
    {
        if (!version.RunsOn(engine))
        {
            throw new ProgramException(
                $"The program {program} was built against Flink {version}, which does not run on Flink {Engine}. Build it again against Flink {Engine}, or run it on a cluster of version {version}.");
        }
    }

    private static string? ReferencedBy(Assembly entry) => entry.GetReferencedAssemblies()
        .FirstOrDefault(reference => EngineAssemblies.Contains(reference.Name!))?.Version is { } version
        ? SemanticVersion.Of(version).ToString()
        : null;

    private static string? ListedIn(string path)
    {
        try
        {
            return File.Exists(path) ? VersionOfCore(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException e)
        {
            throw new ProgramException($"{path} cannot be read. Publish the program again with 'dotnet publish'. {e.Message}", e);
        }
    }

    // "libraries": { "Flink.Core/1.2.3-rc.1": ... }
    private static string? VersionOfCore(ReadOnlySpan<byte> json)
    {
        var start = json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reader = new Utf8JsonReader(json[start..], new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.GetString() is { } name
                && name.StartsWith(Core + "/", StringComparison.Ordinal))
            {
                return name[(Core.Length + 1)..];
            }
        }

        return null;
    }

    private static SemanticVersion ReadEngine()
    {
        var assembly = typeof(FlinkException).Assembly;
        var text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return text is not null && SemanticVersion.TryParse(text, out var version) ? version : SemanticVersion.Of(assembly.GetName().Version!);
    }
}
