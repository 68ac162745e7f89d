using Flink.Cli.CommandLine;

namespace Flink.Cli.Programs;

/// <summary>Turns what the user calls a program into the path of its entry assembly; a project is built first, a zip is unpacked.</summary>
internal static class ProgramLocator
{
    private const string RuntimeConfiguration = ".runtimeconfig.json";
    private const string Dependencies = ".deps.json";

    private static readonly string[] _projects = [".csproj", ".fsproj", ".vbproj"];

    /// <exception cref="CliException">It is none of the forms; says what it is and what would do.</exception>
    public static LocatedProgram Find(string program)
    {
        var path = Path.GetFullPath(program);
        return File.Exists(path) && Path.GetExtension(path) == ".zip" ? LocatedProgram.Unpack(path) : new LocatedProgram(FindUnpacked(program));
    }

    /// <summary>Whether it lies there as it is run: neither is it built nor unpacked first. Nothing is said of whether it is a program.</summary>
    public static bool IsPublished(string program)
    {
        var path = Path.GetFullPath(program);
        return Directory.Exists(path) ? ProjectsIn(path).Length == 0 : Path.GetExtension(path) == ".dll";
    }

    private static string FindUnpacked(string program)
    {
        var path = Path.GetFullPath(program);
        if (Directory.Exists(path))
        {
            return FindInFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new CliException($"there is no program {program}: no such file or folder ({path})");
        }

        var extension = Path.GetExtension(path);
        if (_projects.Contains(extension))
        {
            return ProjectBuild.Run(path);
        }

        return extension == ".dll" ? CheckPublished(path) : throw NotAnAssembly(path, extension);
    }

    private static string FindInFolder(string folder)
    {
        var projects = ProjectsIn(folder);
        return projects.Length switch
        {
            0 => FindPublished(folder),
            1 => ProjectBuild.Run(projects[0]),
            _ => throw new CliException($"{folder} has several projects: {string.Join(", ", projects.Select(Path.GetFileName))}; name one of them"),
        };
    }

    private static string[] ProjectsIn(string folder) =>
        [.. Directory.GetFiles(folder).Where(static file => _projects.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)];

    /// <summary>The entry assembly of the one published program in a folder.</summary>
    /// <exception cref="CliException">There is none, or there are several.</exception>
    public static string FindPublished(string folder)
    {
        var programs = Directory.GetFiles(folder, "*" + RuntimeConfiguration)
            .Select(file => file[..^RuntimeConfiguration.Length] + ".dll")
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return programs.Length switch
        {
            1 => programs[0],
            0 => throw new CliException($"{folder} has neither a project nor a published program (a .dll with its {RuntimeConfiguration}); make one with 'dotnet publish -o <folder>'"),
            _ => throw new CliException($"{folder} has several programs: {string.Join(", ", programs.Select(Path.GetFileName))}; name one of them"),
        };
    }

    // The folder of a program is read as a whole, so a lone .dll in some folder is no program.
    private static string CheckPublished(string path)
    {
        var name = path[..^".dll".Length];
        return File.Exists(name + RuntimeConfiguration) || File.Exists(name + Dependencies)
            ? path
            : throw new CliException(
                $"{path} is no published program: neither {Path.GetFileName(name)}{RuntimeConfiguration} nor {Path.GetFileName(name)}{Dependencies} is beside it; make one with 'dotnet publish -o <folder>'");
    }

    private static CliException NotAnAssembly(string path, string extension) => extension == ".jar"
        ? new CliException($"{path} is a Java program; a program is a .NET assembly here (.dll)")
        : File.Exists(path + ".dll")
            ? new CliException($"{path} is a start file; the program is {path}.dll")
            : new CliException($"{path} is no program: a program is a .dll, a .zip or the folder of a published program, or a project");
}
