<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_GB">
<context>
    <name>Actions</name>
    <message>
        <source>Open plan folder…</source>
        <translation>打开规划文件夹…</translation>
    </message>
    <message>
        <source>Open a folder with the layers of a plan.</source>
        <translation>打开一个存放规划图层的文件夹。</translation>
    </message>
    <message>
        <source>Open project or plan file…</source>
        <translation>打开项目或规划文件…</translation>
    </message>
    <message>
        <source>Open a project (.gpkg) or a plan.toml.</source>
        <translation>打开蓝图项目（.gpkg）或 plan.toml。</translation>
    </message>
    <message>
        <source>Open the sample plan</source>
        <translation>打开示例规划</translation>
    </message>
    <message>
        <source>Open the plan that comes with Lantu.</source>
        <translation>打开随软件附带的规划。</translation>
    </message>
    <message>
        <source>Select and pan</source>
        <translation>选择与平移</translation>
    </message>
    <message>
        <source>Drag to move the map, click to select a feature.</source>
        <translation>拖动平移地图，单击选择要素。</translation>
    </message>
    <message>
        <source>Identify</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Click to list everything that lies at a place.</source>
        <translation>单击列出该处的全部要素。</translation>
    </message>
    <message>
        <source>Zoom to the whole plan</source>
        <translation>全图</translation>
    </message>
    <message>
        <source>Show the whole plan.</source>
        <translation>显示整个规划。</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show less of the plan, larger.</source>
        <translation>放大地图。</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show more of the plan, smaller.</source>
        <translation>缩小地图。</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Check the plan and its projects against the rules.</source>
        <translation>按规则检查规划，并审查其中的项目。</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>Print the zoning sheet to a PDF file.</source>
        <translation>把用地规划图打印为 PDF 文件。</translation>
    </message>
    <message>
        <source>Switch to Chinese</source>
        <translation>切换为英文</translation>
    </message>
    <message>
        <source>Speak the other language.</source>
        <translation>切换界面语言。</translation>
    </message>
    <message>
        <source>Next finding</source>
        <translation>下一条结论</translation>
    </message>
    <message>
        <source>Go to the next finding.</source>
        <translation>转到下一条结论。</translation>
    </message>
    <message>
        <source>Previous finding</source>
        <translation>上一条结论</translation>
    </message>
    <message>
        <source>Go to the finding before.</source>
        <translation>转到上一条结论。</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>清除选择</translation>
    </message>
    <message>
        <source>Close the message, clear what is highlighted.</source>
        <translation>关闭消息，清除高亮。</translation>
    </message>
    <message>
        <source>Go to the layers</source>
        <translation>转到图层</translation>
    </message>
    <message>
        <source>Put the keyboard into the layer tree.</source>
        <translation>用键盘操作图层树。</translation>
    </message>
    <message>
        <source>Go to the map</source>
        <translation>转到地图</translation>
    </message>
    <message>
        <source>Put the keyboard on the map.</source>
        <translation>用键盘操作地图。</translation>
    </message>
    <message>
        <source>Go to the findings</source>
        <translation>转到结论</translation>
    </message>
    <message>
        <source>Put the keyboard into the findings.</source>
        <translation>用键盘浏览结论。</translation>
    </message>
    <message>
        <source>Go to the attributes</source>
        <translation>转到属性</translation>
    </message>
    <message>
        <source>Put the keyboard into the attributes.</source>
        <translation>用键盘浏览属性。</translation>
    </message>
    <message>
        <source>Go to the history</source>
        <translation>转到历史</translation>
    </message>
    <message>
        <source>Put the keyboard into the history.</source>
        <translation>把键盘焦点移到历史。</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>List what can be done from the keyboard.</source>
        <translation>列出可以用键盘完成的操作。</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Close the window.</source>
        <translation>关闭窗口。</translation>
    </message>
    <message>
        <source>Select by box</source>
        <translation>框选</translation>
    </message>
    <message>
        <source>Drag to the right: what lies inside. To the left: what it touches. Shift adds, Ctrl removes.</source>
        <translation>向右拖选框内的要素，向左拖选碰到的要素。Shift 加选，Ctrl 减选。</translation>
    </message>
    <message>
        <source>Select by lasso</source>
        <translation>套索选择</translation>
    </message>
    <message>
        <source>Draw round what is to be selected. Shift adds.</source>
        <translation>圈出要选择的要素。Shift 加选。</translation>
    </message>
    <message>
        <source>Select by attribute or location…</source>
        <translation>按属性或位置选择…</translation>
    </message>
    <message>
        <source>Select the features that meet a condition, or that lie on others.</source>
        <translation>选择符合条件或与其他要素相交的要素。</translation>
    </message>
    <message>
        <source>Attribute table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <source>Show or fold away the table of a layer.</source>
        <translation>显示或收起图层的属性表。</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Show or fold away the charts of a layer.</source>
        <translation>显示或收起图层的图表。</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Make a project file of the open plan, to edit it.</source>
        <translation>用打开的规划建立一个可编辑的项目文件。</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>另存副本…</translation>
    </message>
    <message>
        <source>Write the project as it stands to another file.</source>
        <translation>把项目的当前状态写到另一个文件。</translation>
    </message>
    <message>
        <source>Import layers…</source>
        <translation>导入图层…</translation>
    </message>
    <message>
        <source>Look into files, mend them and take them in.</source>
        <translation>查看文件，修正问题后导入项目。</translation>
    </message>
    <message>
        <source>Export the layer…</source>
        <translation>导出图层…</translation>
    </message>
    <message>
        <source>Write the chosen layer to a file.</source>
        <translation>把选中的图层写成文件。</translation>
    </message>
    <message>
        <source>Remove the layer</source>
        <translation>移除图层</translation>
    </message>
    <message>
        <source>Take the chosen layer out of the project.</source>
        <translation>把选中的图层移出项目，可撤销。</translation>
    </message>
    <message>
        <source>Add base map…</source>
        <translation>添加底图…</translation>
    </message>
    <message>
        <source>Show an MBTiles file or a picture with a world file under the layers.</source>
        <translation>在图层下方显示 MBTiles 文件或带坐标文件的图片。</translation>
    </message>
    <message>
        <source>Remove the base map</source>
        <translation>移除底图</translation>
    </message>
    <message>
        <source>Show no base map under the layers.</source>
        <translation>图层下方不再显示底图。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the last step.</source>
        <translation>撤销上一步操作。</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Bring back the step undone last.</source>
        <translation>恢复刚撤销的一步。</translation>
    </message>
</context>
<context>
    <name>AttributesPanel</name>
    <message>
        <source>Features under the point</source>
        <translation>该处的要素</translation>
    </message>
    <message>
        <source>Here are the attributes and both areas of a feature.</source>
        <translation>这里显示要素的属性和两种面积。</translation>
    </message>
    <message>
        <source>Click a feature on the map.</source>
        <translation>请在地图上单击一个要素。</translation>
    </message>
    <message>
        <source>There is nothing at that place. Click a feature on the map.</source>
        <translation>该处没有要素。请在地图上单击一个要素。</translation>
    </message>
    <message>
        <source>{count} features are selected. The table (F6) lists them.</source>
        <translation>已选 {count} 个要素，请在属性表（F6）中查看。</translation>
    </message>
    <message>
        <source>Planar area</source>
        <translation>平面面积</translation>
    </message>
    <message>
        <source>Ellipsoidal area</source>
        <translation>椭球面积</translation>
    </message>
    <message>
        <source>This area decides in checks of this plan.</source>
        <translation>本规划的检查以此面积为准。</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Record {number} of {file}</source>
        <translation>{file} 第 {number} 号记录</translation>
    </message>
    <message>
        <source>Illustrative: for demonstration, not a planning fact.</source>
        <translation>示意数据：仅供演示，不是规划成果。</translation>
    </message>
</context>
<context>
    <name>BaseMaps</name>
    <message>
        <source>Opening the base map</source>
        <translation>正在打开底图</translation>
    </message>
</context>
<context>
    <name>BudgetCard</name>
    <message>
        <source>Boundary budget</source>
        <translation>开发边界余量</translation>
    </message>
    <message>
        <source>Over by</source>
        <translation>超出</translation>
    </message>
    <message>
        <source>Remaining</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Base {base} km², used {used} km², limit {limit} km²</source>
        <translation>基期 {base} km²，已用 {used} km²，上限 {limit} km²</translation>
    </message>
    <message>
        <source>Used {used} km², limit {limit} km²</source>
        <translation>已用 {used} km²，上限 {limit} km²</translation>
    </message>
    <message>
        <source>The plan has no development boundary. Add one to see how much of its limit is left.</source>
        <translation>规划里没有城镇开发边界。加入后，这里会显示还有多少余量。</translation>
    </message>
    <message>
        <source>The area of the development boundary could not be measured. The findings say why.</source>
        <translation>开发边界的面积无法量算，原因见结论。</translation>
    </message>
</context>
<context>
    <name>ChartsPanel</name>
    <message>
        <source>Area by class</source>
        <translation>分类面积</translation>
    </message>
    <message>
        <source>Features by class</source>
        <translation>分类个数</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>Two fields</source>
        <translation>两个字段</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Kind of chart</source>
        <translation>图表类型</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Second field</source>
        <translation>第二个字段</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Drawing the chart</source>
        <translation>正在绘制图表</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>Nothing can be counted: the features have no values there.</source>
        <translation>无法统计：要素在这里没有值。</translation>
    </message>
    <message>
        <source>Here are charts of a layer: areas by class, a histogram, two fields against each other.</source>
        <translation>这里是一个图层的图表：分类面积、直方图、两个字段的关系。</translation>
    </message>
    <message>
        <source>Open a plan first.</source>
        <translation>请先打开规划。</translation>
    </message>
    <message>
        <source>Choose a field with numbers.</source>
        <translation>请选择数值字段。</translation>
    </message>
    <message>
        <source>Total {area}, {definition} of each feature.</source>
        <translation>合计 {area}，按各要素的{definition}计。</translation>
    </message>
    <message>
        <source>{count} features.</source>
        <translation>共 {count} 个要素。</translation>
    </message>
    <message>
        <source>{count} features without a value are not counted.</source>
        <translation>有 {count} 个要素没有值，未计入。</translation>
    </message>
    <message>
        <source>Classes of the legend</source>
        <translation>图例分类</translation>
    </message>
</context>
<context>
    <name>ElementForm</name>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>From the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Row shared with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as large as fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>as fits best</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export {name}</source>
        <translation>导出 {name}</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>字符编码</translation>
    </message>
    <message>
        <source>Field names</source>
        <translation>字段名</translation>
    </message>
    <message>
        <source>One in which every value survives</source>
        <translation>自动（保证不丢字）</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Name in the file</source>
        <translation>文件中的名称</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Name the file that the layer is written to.</source>
        <translation>请填写要写入的文件。</translation>
    </message>
    <message>
        <source>Exporting the layer</source>
        <translation>正在导出图层</translation>
    </message>
</context>
<context>
    <name>FastDrawing</name>
    <message>
        <source>Preparing fast drawing</source>
        <translation>正在准备快速绘图</translation>
    </message>
</context>
<context>
    <name>FieldLabels</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Status of the data</source>
        <translation>数据状态</translation>
    </message>
    <message>
        <source>Registered area</source>
        <translation>登记面积</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>数据来源</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Parcel number</source>
        <translation>地块编号</translation>
    </message>
    <message>
        <source>Land-use code</source>
        <translation>用地代码</translation>
    </message>
    <message>
        <source>Land use</source>
        <translation>用地名称</translation>
    </message>
    <message>
        <source>Floor area ratio, at most</source>
        <translation>容积率上限</translation>
    </message>
    <message>
        <source>Building density, at most</source>
        <translation>建筑密度上限</translation>
    </message>
    <message>
        <source>Green ratio, at least</source>
        <translation>绿地率下限</translation>
    </message>
    <message>
        <source>Building height, at most</source>
        <translation>建筑限高</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>分期</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Settlement attribute</source>
        <translation>城镇村属性</translation>
    </message>
    <message>
        <source>Least width</source>
        <translation>最小宽度</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>岸线类型</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Walkable</source>
        <translation>可步行</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Height of the base</source>
        <translation>底部高程</translation>
    </message>
    <message>
        <source>Eye height</source>
        <translation>视点高度</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>观景对象</translation>
    </message>
    <message>
        <source>Elevation</source>
        <translation>高程</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Noise level (WECPNL)</source>
        <translation>噪声级（WECPNL）</translation>
    </message>
    <message>
        <source>Assessments made</source>
        <translation>已做评估</translation>
    </message>
    <message>
        <source>Voltage (kV)</source>
        <translation>电压（kV）</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Industry</source>
        <translation>行业</translation>
    </message>
    <message>
        <source>Type of building work</source>
        <translation>建设性质</translation>
    </message>
    <message>
        <source>In a national zone</source>
        <translation>位于国家级园区</translation>
    </message>
    <message>
        <source>Investment (10 000 yuan)</source>
        <translation>投资（万元）</translation>
    </message>
    <message>
        <source>Coal boilers (t/h)</source>
        <translation>燃煤锅炉（t/h）</translation>
    </message>
    <message>
        <source>Facilities</source>
        <translation>设施</translation>
    </message>
    <message>
        <source>Discharge</source>
        <translation>排水去向</translation>
    </message>
    <message>
        <source>Runoff control</source>
        <translation>径流总量控制率</translation>
    </message>
    <message>
        <source>Energy use (tce)</source>
        <translation>能耗（吨标准煤）</translation>
    </message>
</context>
<context>
    <name>File</name>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
</context>
<context>
    <name>FileQuestions</name>
    <message>
        <source>Open plan folder</source>
        <translation>打开规划文件夹</translation>
    </message>
    <message>
        <source>Open project or plan file</source>
        <translation>打开项目或规划文件</translation>
    </message>
    <message>
        <source>Projects and plan files (*.gpkg *.toml)</source>
        <translation>项目和规划文件 (*.gpkg *.toml)</translation>
    </message>
    <message>
        <source>Projects (*.gpkg)</source>
        <translation>项目 (*.gpkg)</translation>
    </message>
    <message>
        <source>Import layers</source>
        <translation>导入图层</translation>
    </message>
    <message>
        <source>Layers ({patterns})</source>
        <translation>图层 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Export the layer</source>
        <translation>导出图层</translation>
    </message>
    <message>
        <source>Add base map</source>
        <translation>添加底图</translation>
    </message>
    <message>
        <source>Base maps (*.mbtiles *.png *.jpg *.jpeg *.tif *.tiff)</source>
        <translation>底图 (*.mbtiles *.png *.jpg *.jpeg *.tif *.tiff)</translation>
    </message>
    <message>
        <source>Save the style</source>
        <translation>保存样式</translation>
    </message>
    <message>
        <source>Load a style</source>
        <translation>载入样式</translation>
    </message>
    <message>
        <source>Styles of QGIS (*.qml)</source>
        <translation>QGIS 样式 (*.qml)</translation>
    </message>
    <message>
        <source>Styles of OGC (*.sld *.xml)</source>
        <translation>OGC 样式 (*.sld *.xml)</translation>
    </message>
    <message>
        <source>Print to</source>
        <translation>打印到</translation>
    </message>
    <message>
        <source>Look in:</source>
        <translation>查找范围：</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>文件类型：</translation>
    </message>
</context>
<context>
    <name>FillDialog</name>
    <message>
        <source>{count} selected rows</source>
        <translation>已选的 {count} 行</translation>
    </message>
    <message>
        <source>{count} rows shown</source>
        <translation>当前显示的 {count} 行</translation>
    </message>
    <message>
        <source>Fill a field</source>
        <translation>填写字段</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>With</source>
        <translation>填入</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>One value</source>
        <translation>同一个值</translation>
    </message>
    <message>
        <source>Another field</source>
        <translation>另一个字段</translation>
    </message>
    <message>
        <source>The class name of a code</source>
        <translation>代码对应的用地名称</translation>
    </message>
    <message>
        <source>The area in m² ({definition})</source>
        <translation>以 m² 计的面积（{definition}）</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填写</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>One step: undo takes all of it back.</source>
        <translation>一步完成：撤销即可全部恢复。</translation>
    </message>
    <message>
        <source>Filling the field</source>
        <translation>正在填写字段</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <source>Go to</source>
        <translation>定位</translation>
    </message>
    <message>
        <source>Show this place on the map (Enter)</source>
        <translation>在地图上显示此处（回车）</translation>
    </message>
    <message>
        <source>{measured}, beyond the limit by {over}</source>
        <translation>{measured}，超出 {over}</translation>
    </message>
    <message>
        <source>{area} (decides)</source>
        <translation>{area}（判定用）</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>符合</translation>
    </message>
    <message>
        <source>Not testable</source>
        <translation>无法检查</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Show or hide: {state}</source>
        <translation>显示或隐藏：{state}</translation>
    </message>
    <message>
        <source>Here is what the rules say about the plan and its projects.</source>
        <translation>这里显示规则对规划和项目的结论。</translation>
    </message>
    <message>
        <source>The plan is being opened…</source>
        <translation>正在打开规划…</translation>
    </message>
    <message>
        <source>The plan is being checked…</source>
        <translation>正在检查规划…</translation>
    </message>
    <message>
        <source>Open a plan folder with Ctrl+O.</source>
        <translation>请按 Ctrl+O 打开规划文件夹。</translation>
    </message>
    <message>
        <source>Check the plan with F5.</source>
        <translation>请按 F5 检查规划。</translation>
    </message>
</context>
<context>
    <name>GradingPanel</name>
    <message>
        <source>Classes</source>
        <translation>分级方法</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Limits, unit</source>
        <translation>界限、单位</translation>
    </message>
    <message>
        <source>Reversed</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>Own limits: 0; 100; 200</source>
        <translation>自定界限：0; 100; 200</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>{total} values; a class holds its upper limit.</source>
        <translation>共 {total} 个数值；各级含上限。</translation>
    </message>
    <message>
        <source>Limits from a sample of {classed} of {total} values; a class holds its upper limit.</source>
        <translation>界限由 {total} 个数值中的 {classed} 个样本算出；各级含上限。</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Back to here</source>
        <translation>回到此处</translation>
    </message>
    <message>
        <source>Undo or redo until this step is the last one in force.</source>
        <translation>撤销或重做，直到这一步成为最后生效的一步。</translation>
    </message>
    <message>
        <source>Compare with the present</source>
        <translation>与当前比较</translation>
    </message>
    <message>
        <source>Restore this version</source>
        <translation>恢复此版本</translation>
    </message>
    <message>
        <source>Bring the version back as one more step, which can be undone.</source>
        <translation>把该版本作为新的一步恢复，可以撤销。</translation>
    </message>
    <message>
        <source>Name of the version</source>
        <translation>版本名称</translation>
    </message>
    <message>
        <source>Set as version</source>
        <translation>设为版本</translation>
    </message>
    <message>
        <source>Give the present state a name.</source>
        <translation>给当前状态起个名字。</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Here is what was done in a project, by whom and when; every step can be undone.</source>
        <translation>这里记录项目里谁在何时做了什么，每一步都能撤销。</translation>
    </message>
    <message>
        <source>This plan was opened from files, which are never changed. Make a project of it to edit it.</source>
        <translation>这份规划是从文件打开的，源文件不会被改动。要编辑，请把它建成项目。</translation>
    </message>
    <message>
        <source>Open a plan with Ctrl+O, or a project with Ctrl+Shift+O.</source>
        <translation>按 Ctrl+O 打开规划，或按 Ctrl+Shift+O 打开项目。</translation>
    </message>
    <message>
        <source>The project stands here.</source>
        <translation>项目当前处于这一步。</translation>
    </message>
    <message>
        <source>Undone; can be brought back.</source>
        <translation>已撤销，可以重做。</translation>
    </message>
    <message>
        <source>Version: {names}</source>
        <translation>版本：{names}</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>……另有 {count} 项</translation>
    </message>
    <message>
        <source>Since version “{name}”:</source>
        <translation>自版本“{name}”以来：</translation>
    </message>
    <message>
        <source>Nothing is different.</source>
        <translation>没有差别。</translation>
    </message>
    <message>
        <source>The map shows the first {count} features.</source>
        <translation>地图上标出前 {count} 个要素。</translation>
    </message>
</context>
<context>
    <name>HistoryRows</name>
    <message>
        <source>Beginning</source>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import layers</source>
        <translation>导入图层</translation>
    </message>
    <message>
        <source>Layers of the files</source>
        <translation>文件中的图层</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Looking into the files</source>
        <translation>正在查看文件</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>Import {count} layers</source>
        <translation>导入 {count} 个图层</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Preparing the preview</source>
        <translation>正在准备预览</translation>
    </message>
    <message>
        <source>Reading again</source>
        <translation>正在重新读取</translation>
    </message>
</context>
<context>
    <name>ImportForm</name>
    <message>
        <source>What the layer is</source>
        <translation>图层用途</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>字符编码</translation>
    </message>
    <message>
        <source>Coordinate system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <source>for example EPSG:4546</source>
        <translation>例如 EPSG:4546</translation>
    </message>
    <message>
        <source>This cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Nothing needs mending.</source>
        <translation>没有需要修正的问题。</translation>
    </message>
    <message>
        <source>What needs mending</source>
        <translation>需要修正的问题</translation>
    </message>
    <message>
        <source>features: {count}</source>
        <translation>{count} 个要素</translation>
    </message>
    <message>
        <source>No role</source>
        <translation>不指定</translation>
    </message>
    <message>
        <source>Judged by its name or its fields: please confirm.</source>
        <translation>按名称或字段推测，请确认。</translation>
    </message>
    <message>
        <source>The file does not say.</source>
        <translation>文件没有说明坐标系。</translation>
    </message>
    <message>
        <source>Done already while reading. Choose another encoding if the text is wrong.</source>
        <translation>读取时已经这样处理；如文字仍不对，请换一种编码。</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Preview: {what}</source>
        <translation>预览：{what}</translation>
    </message>
</context>
<context>
    <name>ImportPreview</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>修正前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>修正后</translation>
    </message>
    <message>
        <source>(removed)</source>
        <translation>（删除）</translation>
    </message>
    <message>
        <source>geometry</source>
        <translation>图形</translation>
    </message>
    <message>
        <source>coordinate system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <source>Tick a repair to see what it changes.</source>
        <translation>勾选一项修正，可预览它改了什么。</translation>
    </message>
    <message>
        <source>{what}: changes no row.</source>
        <translation>{what}：没有记录会改变。</translation>
    </message>
    <message>
        <source>{what}: the first rows that change</source>
        <translation>{what}：最先改变的几行</translation>
    </message>
</context>
<context>
    <name>LabelDialog</name>
    <message>
        <source>Labels of {name}</source>
        <translation>{name} 的标注</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>字号</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Rim</source>
        <translation>描边</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Scales</source>
        <translation>比例尺范围</translation>
    </message>
    <message>
        <source>Repeat after</source>
        <translation>重复间距</translation>
    </message>
    <message>
        <source>Nearest scale</source>
        <translation>最大比例尺</translation>
    </message>
    <message>
        <source>Label this layer</source>
        <translation>标注此图层</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>加粗</translation>
    </message>
    <message>
        <source>Beside parcels that are too small, with a line</source>
        <translation>图斑放不下时引线标注</translation>
    </message>
    <message>
        <source>Insert a field</source>
        <translation>插入字段</translation>
    </message>
    <message>
        <source>By the fill</source>
        <translation>随底色</translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>every feature</source>
        <translation>逐个标注</translation>
    </message>
    <message>
        <source>Inside, where it fits</source>
        <translation>面内，放得下才标</translation>
    </message>
    <message>
        <source>Over the middle</source>
        <translation>面中央，可压边</translation>
    </message>
    <message>
        <source>Along the line</source>
        <translation>沿线</translation>
    </message>
    <message>
        <source>Beside the point</source>
        <translation>点旁</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>mu</source>
        <translation>亩</translation>
    </message>
    <message>
        <source>Name of the class in the legend</source>
        <translation>图例中的类名</translation>
    </message>
</context>
<context>
    <name>LayerTree</name>
    <message>
        <source>illus.</source>
        <translation>示意</translation>
    </message>
    <message>
        <source>* Drawn by defaults of the software, not by values of a standard.</source>
        <translation>* 软件默认样式，非规范值。</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Here are the layers of the plan, with their legend.</source>
        <translation>这里显示规划的图层和图例。</translation>
    </message>
    <message>
        <source>Open a plan folder with Ctrl+O.</source>
        <translation>请按 Ctrl+O 打开规划文件夹。</translation>
    </message>
    <message>
        <source>Zoom to layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <source>Show only this layer</source>
        <translation>只显示此图层</translation>
    </message>
    <message>
        <source>Show all layers</source>
        <translation>显示全部图层</translation>
    </message>
    <message>
        <source>Show the classes</source>
        <translation>展开图例</translation>
    </message>
    <message>
        <source>Hide the classes</source>
        <translation>收起图例</translation>
    </message>
    <message>
        <source>Draw above all others</source>
        <translation>置于最上</translation>
    </message>
    <message>
        <source>Draw below all others</source>
        <translation>置于最下</translation>
    </message>
    <message>
        <source>Symbols…</source>
        <translation>符号…</translation>
    </message>
    <message>
        <source>Labels…</source>
        <translation>标注…</translation>
    </message>
    <message>
        <source>Export the layer…</source>
        <translation>导出图层…</translation>
    </message>
    <message>
        <source>Rename the layer…</source>
        <translation>重命名图层…</translation>
    </message>
    <message>
        <source>Remove the layer</source>
        <translation>移除图层</translation>
    </message>
    <message>
        <source>What the layer is</source>
        <translation>图层用途</translation>
    </message>
    <message>
        <source>No role</source>
        <translation>不指定</translation>
    </message>
    <message>
        <source>Not drawn: its coordinate system is not known.</source>
        <translation>未绘制：坐标系不明。</translation>
    </message>
    <message>
        <source>Illustrative: for demonstration, not a planning fact.</source>
        <translation>示意数据：仅供演示，不是规划成果。</translation>
    </message>
    <message>
        <source>* Drawn by defaults of the software, not by values of a standard.</source>
        <translation>* 软件默认样式，非规范值。</translation>
    </message>
    <message>
        <source>Not drawn at this scale: zoom in to 1:{scale} or nearer.</source>
        <translation>当前比例尺不显示：请放大到 1:{scale} 或更大。</translation>
    </message>
    <message>
        <source>Not drawn at this scale: zoom out to 1:{scale} or farther.</source>
        <translation>当前比例尺不显示：请缩小到 1:{scale} 或更小。</translation>
    </message>
</context>
<context>
    <name>LinkedViews</name>
    <message>
        <source>Table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Reading the features</source>
        <translation>正在读取要素</translation>
    </message>
    <message>
        <source>Going there</source>
        <translation>正在定位</translation>
    </message>
    <message>
        <source>This feature has no shape.</source>
        <translation>这个要素没有图形。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Recover…</source>
        <translation>恢复…</translation>
    </message>
    <message>
        <source>Lantu made a mistake and could not finish. The plan&apos;s files are unchanged. ({what})</source>
        <translation>软件出错，未能完成。规划文件没有改动。（{what}）</translation>
    </message>
    <message>
        <source>Open a plan first: a sheet shows its zoning.</source>
        <translation>请先打开规划，再打印用地规划图。</translation>
    </message>
    <message>
        <source>No layer can be drawn: no coordinate system is known. Name one in plan.toml (crs).</source>
        <translation>没有可绘制的图层：坐标系不明。请在 plan.toml 中用 crs 指明。</translation>
    </message>
    <message>
        <source>Preparing coordinates</source>
        <translation>准备坐标换算</translation>
    </message>
    <message>
        <source>Illustrative data: not a planning fact</source>
        <translation>示意数据，不是规划成果</translation>
    </message>
    <message>
        <source>Sent to the printer: {n} pages</source>
        <translation>已发送到打印机：{n} 页</translation>
    </message>
    <message>
        <source>Printed {paper} at {scale}: {path}</source>
        <translation>已按 {paper}、{scale} 打印：{path}</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Lantu</source>
        <translation>蓝图</translation>
    </message>
</context>
<context>
    <name>MapLabels</name>
    <message>
        <source>Labelling the layer</source>
        <translation>标注图层</translation>
    </message>
    <message>
        <source>Preparing labels</source>
        <translation>准备标注</translation>
    </message>
    <message>
        <source>Reading the labels</source>
        <translation>读取标注</translation>
    </message>
</context>
<context>
    <name>MapSelecting</name>
    <message>
        <source>Selecting</source>
        <translation>正在选择</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close this message (Esc)</source>
        <translation>关闭消息（Esc）</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>Write numbers, separated by commas.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageForm</name>
    <message>
        <source>Name of the sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sheet for each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>图幅</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Legend and tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Binding margin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other margins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width beside the maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height below the maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height of the title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height of the strip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin again with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>横幅</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>竖幅</translation>
    </message>
    <message>
        <source>Where the map is largest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beside the maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below the maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the standard has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the plan as a whole</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PartLabels</name>
    <message>
        <source>Zone</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>片区</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>Growth</source>
        <translation>增长</translation>
    </message>
    <message>
        <source>Land use</source>
        <translation>用地名称</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Feature</source>
        <translation>要素</translation>
    </message>
    <message>
        <source>Rate by counting</source>
        <translation>绿化率口径</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>计入</translation>
    </message>
    <message>
        <source>Whole</source>
        <translation>总量</translation>
    </message>
    <message>
        <source>Without data</source>
        <translation>无数据</translation>
    </message>
    <message>
        <source>Share of</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Narrowest</source>
        <translation>最窄处</translation>
    </message>
    <message>
        <source>Asked width</source>
        <translation>要求宽度</translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation>段数</translation>
    </message>
    <message>
        <source>Industry</source>
        <translation>行业</translation>
    </message>
    <message>
        <source>Facility</source>
        <translation>设施</translation>
    </message>
    <message>
        <source>Discharge</source>
        <translation>排水去向</translation>
    </message>
    <message>
        <source>elsewhere</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>of the footprint</source>
        <translation>占项目用地</translation>
    </message>
    <message>
        <source>ecological belt</source>
        <translation>生态带</translation>
    </message>
    <message>
        <source>core area</source>
        <translation>核心区</translation>
    </message>
    <message>
        <source>new area</source>
        <translation>新区</translation>
    </message>
    <message>
        <source>planted</source>
        <translation>绿化用地</translation>
    </message>
    <message>
        <source>planted and water</source>
        <translation>绿化用地加水域</translation>
    </message>
    <message>
        <source>planted, water and cropland</source>
        <translation>绿化用地加水域、耕地</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>计入</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未填</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>合计</translation>
    </message>
</context>
<context>
    <name>Pointing</name>
    <message>
        <source>Showing the place</source>
        <translation>正在显示位置</translation>
    </message>
</context>
<context>
    <name>ProjectCommands</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Open a plan first: a project is made of it.</source>
        <translation>请先打开规划，再用它建立项目。</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>recovered</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Recover into a new project</source>
        <translation>恢复到新项目</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>副本</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>另存副本</translation>
    </message>
    <message>
        <source>Saving a copy</source>
        <translation>正在另存副本</translation>
    </message>
    <message>
        <source>Copied to {path}</source>
        <translation>已复制到 {path}</translation>
    </message>
    <message>
        <source>Looking into the files</source>
        <translation>正在查看文件</translation>
    </message>
    <message>
        <source>Choose a layer in the tree first.</source>
        <translation>请先在图层树中选择一个图层。</translation>
    </message>
    <message>
        <source>Rename the layer</source>
        <translation>重命名图层</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>没有可重做的操作。</translation>
    </message>
    <message>
        <source>Read-only: {reason}</source>
        <translation>只读：{reason}</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>另存副本…</translation>
    </message>
    <message>
        <source>Open a plan or a project first.</source>
        <translation>请先打开规划或项目。</translation>
    </message>
    <message>
        <source>This plan was opened from files, which are never changed. Make a project of it to edit it.</source>
        <translation>这份规划是从文件打开的，源文件不会被改动。要编辑，请把它建成项目。</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Done: {what}</source>
        <translation>已完成：{what}</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>已导出到 {path}</translation>
    </message>
    <message>
        <source>What was there before is kept as {names}</source>
        <translation>原有文件保留为 {names}</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>ProjectDesk</name>
    <message>
        <source>Closing the project</source>
        <translation>正在关闭项目</translation>
    </message>
    <message>
        <source>Reading the project</source>
        <translation>正在读取项目</translation>
    </message>
    <message>
        <source>Undoing</source>
        <translation>正在撤销</translation>
    </message>
    <message>
        <source>Redoing</source>
        <translation>正在重做</translation>
    </message>
    <message>
        <source>Going back in the history</source>
        <translation>正在回到历史中的一步</translation>
    </message>
    <message>
        <source>Naming the version</source>
        <translation>正在设定版本</translation>
    </message>
    <message>
        <source>Going back to the version</source>
        <translation>正在恢复版本</translation>
    </message>
    <message>
        <source>Removing the layer</source>
        <translation>正在移除图层</translation>
    </message>
    <message>
        <source>Renaming the layer</source>
        <translation>正在重命名图层</translation>
    </message>
    <message>
        <source>Changing the role</source>
        <translation>正在修改图层用途</translation>
    </message>
    <message>
        <source>Looking at the step</source>
        <translation>正在查看这一步</translation>
    </message>
    <message>
        <source>Comparing with the version</source>
        <translation>正在与版本比较</translation>
    </message>
</context>
<context>
    <name>QueryRow</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Upper value</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Field…</source>
        <translation>字段…</translation>
    </message>
    <message>
        <source>Words, apart by ;</source>
        <translation>多个词以；分隔</translation>
    </message>
    <message>
        <source>A number is needed.</source>
        <translation>这里需要数字。</translation>
    </message>
    <message>
        <source>is</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>is not</source>
        <translation>不等于</translation>
    </message>
    <message>
        <source>is less than</source>
        <translation>小于</translation>
    </message>
    <message>
        <source>is at most</source>
        <translation>不大于</translation>
    </message>
    <message>
        <source>is more than</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>is at least</source>
        <translation>不小于</translation>
    </message>
    <message>
        <source>is between</source>
        <translation>介于</translation>
    </message>
    <message>
        <source>contains</source>
        <translation>包含</translation>
    </message>
    <message>
        <source>is one of</source>
        <translation>属于其中之一</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>为空</translation>
    </message>
    <message>
        <source>is filled in</source>
        <translation>不为空</translation>
    </message>
</context>
<context>
    <name>RulePanel</name>
    <message>
        <source>Everything that no other rule takes</source>
        <translation>其他规则都不适用的要素</translation>
    </message>
    <message>
        <source>All features. Example: {example}</source>
        <translation>全部要素。例如：{example}</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>and</source>
        <translation>并且</translation>
    </message>
    <message>
        <source>or</source>
        <translation>或者</translation>
    </message>
    <message>
        <source>Not understood. Compare fields with values: = &lt;&gt; &lt; &lt;= &gt; &gt;=, IN, LIKE, IS NULL; AND, OR, NOT.</source>
        <translation>条件读不懂。请用字段与值比较：= &lt;&gt; &lt; &lt;= &gt; &gt;=、IN、LIKE、IS NULL；可用 AND、OR、NOT 连接。</translation>
    </message>
</context>
<context>
    <name>SelectDialog</name>
    <message>
        <source>Select features</source>
        <translation>选择要素</translation>
    </message>
    <message>
        <source>By attribute</source>
        <translation>按属性</translation>
    </message>
    <message>
        <source>By location</source>
        <translation>按位置</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Other layer</source>
        <translation>另一图层</translation>
    </message>
    <message>
        <source>Which features</source>
        <translation>哪些要素</translation>
    </message>
    <message>
        <source>New selection</source>
        <translation>新的选择</translation>
    </message>
    <message>
        <source>Add to the selection</source>
        <translation>加入选择</translation>
    </message>
    <message>
        <source>Take from the selection</source>
        <translation>从选择中去掉</translation>
    </message>
    <message>
        <source>Touch or overlap features of</source>
        <translation>与其要素相接或重叠</translation>
    </message>
    <message>
        <source>Lie wholly within features of</source>
        <translation>完全位于其要素之内</translation>
    </message>
    <message>
        <source>Only its selected features</source>
        <translation>只用其中已选的要素</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Choose a field and give a value.</source>
        <translation>请选择字段并给出值。</translation>
    </message>
    <message>
        <source>{count} features found.</source>
        <translation>找到 {count} 个要素。</translation>
    </message>
    <message>
        <source>No feature was found.</source>
        <translation>没有找到要素。</translation>
    </message>
    <message>
        <source>Reading the table</source>
        <translation>正在读取属性表</translation>
    </message>
</context>
<context>
    <name>SelectedArea</name>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 个</translation>
    </message>
    <message>
        <source>ellipsoidal {ellipsoidal}, planar {planar}</source>
        <translation>椭球 {ellipsoidal}，平面 {planar}</translation>
    </message>
    <message>
        <source>Measuring the selection</source>
        <translation>正在量算所选要素</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Opening the plan</source>
        <translation>打开规划</translation>
    </message>
    <message>
        <source>Making the project</source>
        <translation>正在建立项目</translation>
    </message>
    <message>
        <source>Recovering the project</source>
        <translation>正在恢复项目</translation>
    </message>
    <message>
        <source>Checking the plan</source>
        <translation>检查规划</translation>
    </message>
    <message>
        <source>Identifying</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Drawing the map</source>
        <translation>绘制地图</translation>
    </message>
</context>
<context>
    <name>Several</name>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SheetDialog</name>
    <message>
        <source>Sheets</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>Name the file that the sheet is written to.</source>
        <translation>请填写图纸要写入的文件。</translation>
    </message>
    <message>
        <source>Reading the sheets</source>
        <translation>正在读取图纸模板</translation>
    </message>
    <message>
        <source>Printing the sheet</source>
        <translation>打印图纸</translation>
    </message>
    <message>
        <source>A scale is written like 1:25000.</source>
        <translation>比例尺写作 1:25000 这样的形式。</translation>
    </message>
</context>
<context>
    <name>SheetForm</name>
    <message>
        <source>As large as fits</source>
        <translation>按图幅取最大</translation>
    </message>
    <message>
        <source>As the sheet has it</source>
        <translation>按图纸模板</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>横幅</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>竖幅</translation>
    </message>
    <message>
        <source>Printer…</source>
        <translation>打印机…</translation>
    </message>
    <message>
        <source>One sheet</source>
        <translation>单张</translation>
    </message>
    <message>
        <source>A file for every page</source>
        <translation>每页一个文件</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Printing…</source>
        <translation>正在打印…</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>图幅</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>分辨率（dpi）</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>SheetModel</name>
    <message>
        <source>Drawing the sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going through the checklist</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SheetPreview</name>
    <message>
        <source>Drawing the preview</source>
        <translation>正在绘制预览</translation>
    </message>
</context>
<context>
    <name>SheetWords</name>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Location map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Legend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>North arrow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wind rose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Box to fill in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark “illustrative”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heading of the main classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation>图例文字</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>More notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>加粗</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Table of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit of areas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area of every class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This site and elsewhere apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State the grid convergence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frequencies from north</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers with names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels of the main layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pale layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers in full colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At every scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>West, south, east, north</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Around it (times its size)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Around it at least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>No larger than</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes its</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coordinate grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mu</source>
        <translation>亩</translation>
    </message>
    <message>
        <source>Land balance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Facilities</source>
        <translation>设施</translation>
    </message>
    <message>
        <source>Indicators of parcels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Land taken by the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Given from outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A frame for every planning area, where larger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sheet&apos;s feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As entered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Degrees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free on the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beside the maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strip at the foot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coordinate system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <source>Page number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>图幅</translation>
    </message>
    <message>
        <source>Period of the plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planning authority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepared by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sheet number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map review number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classification</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Move the map</source>
        <translation>平移地图</translation>
    </message>
    <message>
        <source>Arrow keys; middle button or Space and drag</source>
        <translation>方向键；按住中键或空格拖动</translation>
    </message>
    <message>
        <source>Zoom about the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Identify at the centre of the map</source>
        <translation>查询地图中心</translation>
    </message>
    <message>
        <source>Enter on the map</source>
        <translation>在地图上按回车</translation>
    </message>
    <message>
        <source>Move a layer within its group</source>
        <translation>在组内移动图层</translation>
    </message>
    <message>
        <source>Alt+Up, Alt+Down, or drag</source>
        <translation>Alt+上、Alt+下，或拖动</translation>
    </message>
    <message>
        <source>Zoom to layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <source>Enter in the layer tree</source>
        <translation>在图层树按回车</translation>
    </message>
    <message>
        <source>Show or hide a layer</source>
        <translation>显示或隐藏图层</translation>
    </message>
    <message>
        <source>Space in the layer tree</source>
        <translation>在图层树按空格</translation>
    </message>
</context>
<context>
    <name>ShownSelection</name>
    <message>
        <source>Showing the selection</source>
        <translation>正在显示选中要素</translation>
    </message>
</context>
<context>
    <name>StatusRow</name>
    <message>
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>True scale of the map. Type another one and press Enter.</source>
        <translation>地图的真实比例尺。可输入新的比例尺后按回车。</translation>
    </message>
    <message>
        <source>Position of the cursor</source>
        <translation>光标位置</translation>
    </message>
    <message>
        <source>Cancel what is being done</source>
        <translation>取消正在进行的操作</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>A scale is written like 1:25000.</source>
        <translation>比例尺写作 1:25000 这样的形式。</translation>
    </message>
    <message>
        <source>Coordinate system unknown</source>
        <translation>坐标系不明</translation>
    </message>
    <message>
        <source>Everything is measured in this coordinate system.</source>
        <translation>所有量算都在此坐标系中进行。</translation>
    </message>
    <message>
        <source>This definition of area decides in checks of this plan.</source>
        <translation>本规划的检查以此面积口径为准。</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写入…</translation>
    </message>
    <message>
        <source>The last step is being written to the project file.</source>
        <translation>最近一步正在写入项目文件。</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已存</translation>
    </message>
    <message>
        <source>Every step is on the disk; there is nothing to save.</source>
        <translation>每一步都已写入磁盘，无需另行保存。</translation>
    </message>
</context>
<context>
    <name>StyleDialog</name>
    <message>
        <source>Symbols of {name}</source>
        <translation>{name} 的符号</translation>
    </message>
    <message>
        <source>Shown by</source>
        <translation>显示方式</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Layer opacity (%), blending</source>
        <translation>图层不透明度（%）、混合</translation>
    </message>
    <message>
        <source>Layer shown from 1: … to 1: …</source>
        <translation>图层显示比例 1: … 至 1: …</translation>
    </message>
    <message>
        <source>Class shown from 1: … to 1: …</source>
        <translation>本类显示比例 1: … 至 1: …</translation>
    </message>
    <message>
        <source>One symbol</source>
        <translation>单一符号</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>按字段值分类</translation>
    </message>
    <message>
        <source>Classes of numbers</source>
        <translation>按数值分级</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>按规则</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Multiply</source>
        <translation>正片叠底</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>滤色</translation>
    </message>
    <message>
        <source>Darken</source>
        <translation>变暗</translation>
    </message>
    <message>
        <source>Lighten</source>
        <translation>变亮</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>叠加</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>图例文字</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Load…</source>
        <translation>载入…</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>另存…</translation>
    </message>
    <message>
        <source>Default of the role</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Making the classes</source>
        <translation>正在分类</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Applying is one step of the project and can be undone.</source>
        <translation>应用算作项目的一步，可以撤销。</translation>
    </message>
    <message>
        <source>Kept until the plan is closed: a folder is never changed.</source>
        <translation>只在本次打开期间有效：规划文件夹不会被改动。</translation>
    </message>
</context>
<context>
    <name>Styling</name>
    <message>
        <source>Drawing the map</source>
        <translation>绘制地图</translation>
    </message>
    <message>
        <source>Changing the style</source>
        <translation>正在更改样式</translation>
    </message>
</context>
<context>
    <name>SymbolPanel</name>
    <message>
        <source>Fill</source>
        <translation>填写</translation>
    </message>
    <message>
        <source>Hatch</source>
        <translation>线填充</translation>
    </message>
    <message>
        <source>Angle, spacing, width (mm)</source>
        <translation>角度、间距、线宽（毫米）</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>线</translation>
    </message>
    <message>
        <source>Width, offset inwards (mm)</source>
        <translation>线宽、向内偏移（毫米）</translation>
    </message>
    <message>
        <source>Dashes</source>
        <translation>线型</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Size (mm), turned by (°)</source>
        <translation>大小（毫米）、旋转（°）</translation>
    </message>
    <message>
        <source>Opacity (%)</source>
        <translation>不透明度（%）</translation>
    </message>
    <message>
        <source>Solid</source>
        <translation>实线</translation>
    </message>
    <message>
        <source>Dashed</source>
        <translation>虚线</translation>
    </message>
    <message>
        <source>Short dashes</source>
        <translation>短虚线</translation>
    </message>
    <message>
        <source>Dash-dot</source>
        <translation>点划线</translation>
    </message>
    <message>
        <source>Long dash-dot</source>
        <translation>长点划线</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Circle</source>
        <translation>圆</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>方</translation>
    </message>
    <message>
        <source>Triangle</source>
        <translation>三角</translation>
    </message>
    <message>
        <source>Diamond</source>
        <translation>菱形</translation>
    </message>
    <message>
        <source>Cross</source>
        <translation>十字</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>五角星</translation>
    </message>
    <message>
        <source>Pentagon</source>
        <translation>五边形</translation>
    </message>
    <message>
        <source>Hexagon</source>
        <translation>六边形</translation>
    </message>
</context>
<context>
    <name>TableActions</name>
    <message>
        <source>Only the first {count} rows were copied.</source>
        <translation>只复制了前 {count} 行。</translation>
    </message>
    <message>
        <source>Go to on the map</source>
        <translation>在地图上定位</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all shown</source>
        <translation>选中当前显示的全部</translation>
    </message>
    <message>
        <source>Sort upwards</source>
        <translation>升序排列</translation>
    </message>
    <message>
        <source>Sort downwards</source>
        <translation>降序排列</translation>
    </message>
    <message>
        <source>Edit the cell</source>
        <translation>编辑单元格</translation>
    </message>
    <message>
        <source>Fill the field…</source>
        <translation>填写该字段…</translation>
    </message>
    <message>
        <source>Writing the cell</source>
        <translation>正在写入单元格</translation>
    </message>
</context>
<context>
    <name>TableModel</name>
    <message>
        <source>Record number</source>
        <translation>记录号</translation>
    </message>
</context>
<context>
    <name>TablePanel</name>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Find in all columns</source>
        <translation>在所有列中查找</translation>
    </message>
    <message>
        <source>Attribute table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Whole layer</source>
        <translation>整个图层</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>In view</source>
        <translation>视野内</translation>
    </message>
    <message>
        <source>Select these</source>
        <translation>选中这些</translation>
    </message>
    <message>
        <source>Select all rows that are shown</source>
        <translation>选中当前显示的所有行</translation>
    </message>
    <message>
        <source>Fill…</source>
        <translation>填写…</translation>
    </message>
    <message>
        <source>Fill a field of the selected or shown rows</source>
        <translation>为已选或当前显示的行填写一个字段</translation>
    </message>
    <message>
        <source>Here are the attributes of a layer as a table.</source>
        <translation>这里以表格显示一个图层的属性。</translation>
    </message>
    <message>
        <source>Open a plan, then choose a layer.</source>
        <translation>请先打开规划，再选择图层。</translation>
    </message>
    <message>
        <source>{shown} of {whole} rows</source>
        <translation>{whole} 行中的 {shown} 行</translation>
    </message>
    <message>
        <source>{whole} rows</source>
        <translation>共 {whole} 行</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 个</translation>
    </message>
</context>
<context>
    <name>TableSource</name>
    <message>
        <source>Reading the table</source>
        <translation>正在读取属性表</translation>
    </message>
    <message>
        <source>Arranging the table</source>
        <translation>正在排列属性表</translation>
    </message>
</context>
<context>
    <name>TableWords</name>
    <message>
        <source>Field {name} of {file}</source>
        <translation>{file} 的字段 {name}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>TopRow</name>
    <message>
        <source>Lantu</source>
        <translation>蓝图</translation>
    </message>
    <message>
        <source>No plan</source>
        <translation>未打开规划</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Open another plan</source>
        <translation>打开其他规划</translation>
    </message>
    <message>
        <source>Plan: {name}</source>
        <translation>规划：{name}</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Insert a field</source>
        <translation>插入字段</translation>
    </message>
    <message>
        <source>There is no field {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the sheet&apos;s feature</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
