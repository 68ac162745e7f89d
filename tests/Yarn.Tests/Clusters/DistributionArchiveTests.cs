using System.Formats.Tar;
using System.IO.Compression;
using Flink.Core;
using Flink.Yarn.Clusters;

namespace Flink.Yarn.Tests.Clusters;

public sealed class DistributionArchiveTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("flink-dist-").FullName;

    public DistributionArchiveTests()
    {
        Write("lib/flink.dll", "a");
        Write("lib/flink.xml", "not needed");
        Write("lib/libcoreclr.so", "self-contained");
        Write("bin/yarn-container.sh", "#!/bin/sh");
        Write("plugins/hdfs/plugin.json", """{"name":"hdfs","offers":[{"kind":"file-system","names":["hdfs"]}]}""");
        Write("plugins/yarn/plugin.json", """{"name":"yarn","offers":[{"kind":"resource-manager","names":["yarn"]}]}""");
        Write("plugins/docker/plugin.json", """{"name":"docker","offers":[{"kind":"resource-manager","names":["docker"]}]}""");
        Write("plugins/README.txt", "for people");
    }

    [Fact]
    public void Holds_what_containers_need_with_rights_to_run_it()
    {
        var entries = Read(Make().WriteTo(Path.Combine(_home, "out")));

        Assert.Equal(["bin/yarn-container.sh", "lib/flink.dll", "lib/libcoreclr.so", "plugins/hdfs/plugin.json", "plugins/yarn/plugin.json"], entries.Keys.Order(StringComparer.Ordinal));
        Assert.True(entries["bin/yarn-container.sh"].HasFlag(UnixFileMode.OtherExecute | UnixFileMode.OtherRead));
        Assert.False(entries["lib/flink.dll"].HasFlag(UnixFileMode.OtherExecute));
    }

    [Fact]
    public void The_same_files_have_the_same_name_and_another_file_another()
    {
        var name = Make().Name;
        Assert.Equal(name, Make().Name);

        Write("lib/flink.dll", "longer");
        Assert.NotEqual(name, Make().Name);
    }

    [Fact]
    public void Brings_the_runtime_along_where_the_installation_has_none_without_what_no_process_of_it_uses()
    {
        File.Delete(Path.Combine(_home, "lib/libcoreclr.so"));

        var names = Make().Entries.Select(static entry => Path.GetFileName(entry)).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(new HashSet<string> { "dotnet", "libhostfxr.so", "libcoreclr.so", "libmscordaccore.so", "System.Private.CoreLib.dll", "Microsoft.AspNetCore.Server.Kestrel.dll" }, names);
        Assert.DoesNotContain(names, static name => name.StartsWith("Microsoft.AspNetCore.Mvc", StringComparison.Ordinal) || name == "libmscordbi.so");
    }

    [Fact]
    public void Without_the_script_of_containers_it_says_what_to_set()
    {
        File.Delete(Path.Combine(_home, "bin/yarn-container.sh"));

        Assert.Contains("FLINK_HOME", Assert.Throws<FlinkException>(Make).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static Dictionary<string, UnixFileMode> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(plain);
        var entries = new Dictionary<string, UnixFileMode>();
        while (tar.GetNextEntry() is { } entry)
        {
            entries.Add(entry.Name, entry.Mode);
        }

        return entries;
    }

    private DistributionArchive Make() => DistributionArchive.Of([Path.Combine(_home, "lib/flink.dll")], Path.Combine(_home, "plugins"), Path.Combine(_home, "bin"));

    private void Write(string name, string text)
    {
        var path = Path.Combine(_home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
