using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Flink.Streaming.Sinks;

/// <summary>The columns of a record type and one compiled method that writes them all.</summary>
internal static class CsvColumns<T>
{
    private static readonly Lazy<(string[] Names, RowWriter Write)> _columns = new(Compile);

    public delegate void RowWriter(in T record, CsvRow row);

    /// <exception cref="ArgumentException">The type has no columns, or one that is not a single value.</exception>
    public static string[] Names => _columns.Value.Names;

    public static RowWriter Write => _columns.Value.Write;

    private static (string[] Names, RowWriter Write) Compile()
    {
        var record = Expression.Parameter(typeof(T).MakeByRefType(), "record");
        var row = Expression.Parameter(typeof(CsvRow), "row");
        var columns = ValueText.IsScalar(typeof(T))
            ? [("value", (Expression)record)]
            : Members(typeof(T), record).ToList();
        if (columns.Count == 0)
        {
            throw new ArgumentException(
                $"{typeof(T)} can't be written as CSV: it has no public properties or fields. Map it to a tuple or a record first.");
        }

        var calls = new List<Expression>();
        foreach (var (name, value) in columns)
        {
            if (!ValueText.IsScalar(value.Type))
            {
                throw new ArgumentException(
                    $"{typeof(T)} can't be written as CSV: its column '{name}' is a {value.Type}, which is not a single value. "
                    + "Map it to flat records first, or write JSON lines.");
            }

            calls.Add(Expression.Call(row, nameof(CsvRow.Column), [value.Type], value));
        }

        var write = Expression.Lambda<RowWriter>(Expression.Block(calls), record, row).Compile();
        return ([.. columns.Select(column => column.Item1)], write);
    }

    private static IEnumerable<(string, Expression)> Members(Type type, Expression record)
    {
        if (typeof(ITuple).IsAssignableFrom(type) && type.IsGenericType && type.Namespace == "System")
        {
            return TupleItems(type, record, 1);
        }

        // Tokens grow in the order of declaration; a base class comes before what extends it.
        var levels = new Stack<Type>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            levels.Push(level);
        }

        return levels
            .SelectMany(level => level.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(IsColumn)
                .OrderBy(member => member.MemberType == MemberTypes.Field ? 1 : 0)
                .ThenBy(member => member.MetadataToken))
            .DistinctBy(member => member.Name)
            .Select(member => (member.Name, (Expression)Expression.MakeMemberAccess(record, member)));
    }

    private static bool IsColumn(MemberInfo member) =>
        member is FieldInfo || member is PropertyInfo { GetMethod.IsPublic: true } property && property.GetIndexParameters().Length == 0;

    /// <summary>The items of a tuple; the eighth holds further ones.</summary>
    private static IEnumerable<(string, Expression)> TupleItems(Type type, Expression tuple, int first)
    {
        var count = type.GetGenericArguments().Length;
        for (var i = 1; i <= Math.Min(count, 7); i++)
        {
            yield return ($"Item{first + i - 1}", Expression.PropertyOrField(tuple, $"Item{i}"));
        }

        if (count == 8)
        {
            var rest = Expression.PropertyOrField(tuple, "Rest");
            foreach (var item in TupleItems(rest.Type, rest, first + 7))
            {
                yield return item;
            }
        }
    }
}
