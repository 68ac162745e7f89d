using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Clusters;

/// <summary>
/// The installation that a command runs from as one archive, as machines of YARN unpack it: <c>lib/</c>, <c>plugins/</c>, <c>bin/</c>, and
/// <c>dotnet/</c>, the runtime, where the installation does not bring its own.
/// </summary>
internal sealed class DistributionArchive
{
    private const string Ending = ".tar.gz";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly string[] _frameworks = ["Microsoft.NETCore.App", "Microsoft.AspNetCore.App"];
    private static readonly string[] _leftOut = [".pdb", ".xml"];

    // Of the frameworks: pages of web applications, servers of other systems, a debugger's half, tracing by LTTng, collectors that an option chooses.
    // Nothing of the engine uses them, and a framework starts without them. (libmscordaccore.so stays: stacks of blocked threads are read with it.)
    private static readonly string[] _unused =
    [
        "Microsoft.AspNetCore.Antiforgery", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Identity", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Razor",
        "Microsoft.AspNetCore.Server.HttpSys", "Microsoft.AspNetCore.Server.IIS", "Microsoft.AspNetCore.SignalR", "Microsoft.Extensions.Identity", "Microsoft.JSInterop",
        "libclrgc", "libcoreclrtraceptprovider", "libmscordbi",
    ];

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    private DistributionArchive()
    {
    }

    /// <summary>Its name, which says what is in it: the same files have the same.</summary>
    public string Name { get; private init; } = "";

    /// <summary>What is in it.</summary>
    public IReadOnlyCollection<string> Entries => _files.Keys;

    /// <summary>The installation of a command.</summary>
    /// <param name="command">How its executable is started, up to the verb.</param>
    /// <param name="plugins">The folder of its plug-ins.</param>
    /// <param name="scripts">The folder of its scripts.</param>
    /// <exception cref="FlinkException">Something of it is missing.</exception>
    public static DistributionArchive Of(IReadOnlyList<string> command, string plugins, string scripts)
    {
        var archive = new DistributionArchive();
        var lib = Path.GetDirectoryName(Path.GetFullPath(command[^1]))!;
        archive.AddFolder("lib", lib, recursive: true);
        foreach (var plugin in Directory.Exists(plugins) ? Directory.GetDirectories(plugins).Where(IsOfUse) : [])
        {
            archive.AddFolder($"plugins/{Path.GetFileName(plugin)}", plugin, recursive: true);
        }

        archive.AddFolder("bin", scripts, recursive: false);
        if (!archive._files.ContainsKey("bin/yarn-container.sh"))
        {
            throw new FlinkException($"There is no yarn-container.sh in {scripts}: set FLINK_HOME to a distribution.");
        }

        if (!File.Exists(Path.Combine(lib, "libcoreclr.so")))
        {
            archive.AddRuntime();
        }

        return new DistributionArchive { Name = $"flink-{archive.Hash()}{Ending}" }.With(archive._files);
    }

    /// <summary>Writes it, unless it is there already.</summary>
    /// <param name="folder">The folder; made when it is missing.</param>
    /// <returns>Its path.</returns>
    public string WriteTo(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (File.Exists(path))
        {
            return path;
        }

        Directory.CreateDirectory(folder);
        var unfinished = $"{path}.{Environment.ProcessId}";
        using (var file = File.Create(unfinished))
        using (var compressed = new GZipStream(file, CompressionLevel.SmallestSize))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Pax))
        {
            foreach (var (name, source) in _files)
            {
                using var content = File.OpenRead(source);
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = IsExecutable(name) ? Executable : Readable, DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch });
            }
        }

        File.Move(unfinished, path, overwrite: true);
        return path;
    }

    // All but those of other systems for clusters.
    private static bool IsOfUse(string plugin)
    {
        var manifest = Path.Combine(plugin, "plugin.json");
        if (!File.Exists(manifest))
        {
            return false;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(manifest));
        return Shape.Text(document.RootElement, "name") == YarnPlugin.Name
            || !Shape.List(document.RootElement, "offers").Any(static offer => Shape.Text(offer, "kind") == DriverSurroundings.OfferKind);
    }

    private static bool IsExecutable(string name) =>
        name.EndsWith(".sh", StringComparison.Ordinal) || name.EndsWith(".so", StringComparison.Ordinal) || name is "lib/flink" or "bin/flink" or "dotnet/dotnet" || name.EndsWith("/createdump", StringComparison.Ordinal);

    private DistributionArchive With(SortedDictionary<string, string> files)
    {
        foreach (var (name, source) in files)
        {
            _files.Add(name, source);
        }

        return this;
    }

    private void AddFolder(string name, string folder, bool recursive)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*", recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly) : [])
        {
            if (!_leftOut.Contains(Path.GetExtension(file)))
            {
                _files[$"{name}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}"] = file;
            }
        }
    }

    // That of this process: shared/NAME/VERSION beside host/fxr/VERSION and the command.
    private void AddRuntime()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var version = Path.GetFileName(framework);
        var root = Path.GetFullPath(Path.Combine(framework, "..", "..", ".."));
        foreach (var name in _frameworks)
        {
            AddFolder($"dotnet/shared/{name}/{version}", Path.Combine(root, "shared", name, version), recursive: true);
        }

        foreach (var file in _files.Keys.Where(static file => Array.Exists(_unused, unused => Path.GetFileName(file).StartsWith(unused, StringComparison.Ordinal))).ToArray())
        {
            _files.Remove(file);
        }

        AddFolder($"dotnet/host/fxr/{version}", Path.Combine(root, "host", "fxr", version), recursive: true);
        _files["dotnet/dotnet"] = Path.Combine(root, "dotnet");
        if (!File.Exists(_files["dotnet/dotnet"]) || !_files.ContainsKey($"dotnet/host/fxr/{version}/libhostfxr.so"))
        {
            throw new FlinkException($"The .NET runtime in {root} cannot be shipped, it is not whole: run the command from a self-contained distribution (build-dist.sh --self-contained), or set 'yarn.flink-dist-jar' to an archive of one.");
        }
    }

    // By name, length and time: the bytes are not read each time.
    private string Hash()
    {
        var text = new StringBuilder();
        foreach (var (name, source) in _files)
        {
            var info = new FileInfo(source);
            text.Append(CultureInfo.InvariantCulture, $"{name} {info.Length} {info.LastWriteTimeUtc.Ticks}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
