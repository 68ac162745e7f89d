using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.Loader;

namespace Flink.Core.Closures;

/// <summary>Finds the assemblies of what travelled on the side that reads it: those of one program, and nothing else. Safe for concurrent use.</summary>
public sealed class TypeResolver
{
    private readonly Func<string, Assembly?> _find;
    private readonly string _where;

    private TypeResolver(Func<string, Assembly?> find, string where)
    {
        _find = find;
        _where = where;
    }

    /// <summary>What a load context can load: that of a program, by which its own versions of packages are found.</summary>
    public static TypeResolver In(AssemblyLoadContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new TypeResolver(
            name =>
            {
                try
                {
                    return context.LoadFromAssemblyName(new AssemblyName(name));
                }
                catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException or ArgumentException)
                {
                    return null;
                }
            },
            context.Name ?? context.ToString());
    }

    /// <summary>Exactly these assemblies: for what is read in the process that wrote it (<see cref="Closure.Assemblies"/>).</summary>
    /// <exception cref="ClosureException">Two have the same name: parts of two programs, or of two versions of one, were put into one job.</exception>
    public static TypeResolver Of(IEnumerable<Assembly> assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        var byName = new Dictionary<string, Assembly>(StringComparer.Ordinal);
        foreach (var assembly in assemblies)
        {
            var name = assembly.GetName().Name!;
            if (!byName.TryAdd(name, assembly) && byName[name] != assembly)
            {
                throw new ClosureException(
                    $"The job holds types of two loads of assembly '{name}': of {Describe(byName[name])} and of {Describe(assembly)}. "
                    + "A job belongs to one program; build it from the types of one load context.");
            }
        }

        var found = byName.ToFrozenDictionary(StringComparer.Ordinal);
        return new TypeResolver(found.GetValueOrDefault, "the assemblies of the job");
    }

    internal Assembly Find(string name, string version) =>
        _find(name) ?? throw new ClosureException(
            $"The job needs assembly '{name}' {version}, which cannot be loaded here (in {_where}). Deploy it with the program.");

    internal static string Describe(Assembly assembly) =>
        $"load context '{AssemblyLoadContext.GetLoadContext(assembly)?.Name}' ({(assembly.Location.Length == 0 ? "in memory" : assembly.Location)})";
}
